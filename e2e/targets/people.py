"""People whom a deployment has never seen, for it keeps those of former runs; and those whom FranceConnect+ knows."""

import secrets

from e2e.targets import FranceConnectPerson
from e2e.targets.not_verifiable import NotVerifiable
from fixtures.personas import LONGEST_LOCAL_PART, People, Persona, with_key

# Of a special person's number these tell what is special; the rest tells one from another.
SPECIAL_CHARACTERS = 8
NUMBER_LENGTH = 13
ORDER_LENGTH = 3


class Newcomers:
    """Makes people up like fixtures.personas, with numbers and addresses drawn at random.

    Args:
        addresses: a pattern; « {unique} » stands for what tells one from another.
        are_caught: no mail of the service leaves the testers' mailbox, whatever its address.

    """

    def __init__(self, addresses: str, *, are_caught: bool = False) -> None:
        self._addresses = addresses
        self._are_caught = are_caught
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

    def address_at(self, domain: str) -> str:
        """Return an address that nobody had, at a domain.

        Raises:
            NotVerifiable: its mail would go to strangers.

        """
        if not self._are_caught:
            raise NotVerifiable(f"mails to {domain} would reach strangers: only a sink or Mailpit catches them")
        return f"{secrets.token_hex(6)}@{domain}"

    def long_address(self) -> str:
        """Return an address of the pattern with as many characters before the at sign as there may be."""
        room = LONGEST_LOCAL_PART - len(self._addresses.format(unique="").partition("@")[0])
        return self._addresses.format(unique=f"{secrets.token_hex(6):x<{room}}")

    def _unseen(self, person: Persona, stem: str) -> Persona:
        town = _drawn(NUMBER_LENGTH - ORDER_LENGTH - len(stem))
        number = with_key(f"{stem}{town}{_drawn(ORDER_LENGTH)}")
        made_up = person.with_changes(nir=number, email=self._addresses.format(unique=secrets.token_hex(6)))
        self.made_up.append(made_up)
        return made_up


def told_by_franceconnect(known: FranceConnectPerson) -> Persona:
    """Return what FranceConnect+ tells the service of somebody, which nobody else may read either."""
    return Persona(nir=known.nir, birth_name=known.family_name, email=known.email or "", password="")


def _drawn(digits: int) -> str:
    """Return digits at random, not all of them zeros: no town and no order has that number."""
    return f"{1 + secrets.randbelow(10**digits - 1):0{digits}}"
