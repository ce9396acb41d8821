"""People whom a deployment has never seen: it keeps those of former runs."""

import secrets

from fixtures.personas import People, Persona, with_key

# Of a special person's number these tell what is special; the rest tells one from another.
SPECIAL_CHARACTERS = 8
NUMBER_LENGTH = 13


class Newcomers:
    """Makes people up like fixtures.personas, with numbers and addresses drawn at random.

    Args:
        addresses: a pattern; « {unique} » stands for what tells one from another.

    """

    def __init__(self, addresses: str) -> None:
        self._addresses = addresses
        self._people = People()
        self.made_up: list[Persona] = []

    def anyone(self, **answers: str) -> Persona:
        """Return a person like many."""
        birth = f"2{secrets.randbelow(60) + 40:02}{secrets.randbelow(12) + 1:02}35"
        return self._unseen(self._people.anyone(), birth).with_changes(**answers)

    def special(self, kind: str, **answers: str) -> Persona:
        """Return a person of a kind of fixtures.personas."""
        person = self._people.special(kind)
        return self._unseen(person, person.nir[:SPECIAL_CHARACTERS]).with_changes(**answers)

    def _unseen(self, person: Persona, stem: str) -> Persona:
        drawn = 1 + secrets.randbelow(10 ** (NUMBER_LENGTH - len(stem)) - 1)
        number = with_key(f"{stem}{drawn:0{NUMBER_LENGTH - len(stem)}}")
        made_up = person.with_changes(nir=number, email=self._addresses.format(unique=secrets.token_hex(6)))
        self.made_up.append(made_up)
        return made_up
