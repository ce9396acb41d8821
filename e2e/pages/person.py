"""What page objects, and who walks ahead of them, read of the person who signs up."""

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

    def identity(self) -> dict[str, str]:
        """Return the answers of the first step, as its form sends them."""
        ...

    def contact(self) -> dict[str, str]:
        """Return the answers of the third step."""
        ...

    def situation(self) -> dict[str, str]:
        """Return the answers of the last step, the terms accepted."""
        ...
