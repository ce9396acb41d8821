"""What a page object reads of the person who fills it in."""

from typing import Protocol


class Person(Protocol):
    """Somebody's answers, field by field, as they type them. The year is empty without a diploma."""

    nir: str
    birth_name: str
    email: str
    password: str
    phone: str
    street: str
    complement: str
    postcode: str
    town: str
    country: str
    diploma: str
    diploma_year: str
    category: str
