"""The towns of a postcode, mainland and overseas (ADDR-1)."""

from collections.abc import MutableMapping
from importlib.resources import files

import pytest

from webapp.signup import towns
from webapp.tests.citizen import Citizen
from webapp.tests.markup import Markup

pytestmark = pytest.mark.requirement("ADDR-1")


@pytest.mark.parametrize(
    ("postcode", "expected"),
    [
        ("75012", ("Paris",)),
        ("69003", ("Lyon",)),
        ("13001", ("Marseille",)),
        ("20000", ("Ajaccio",)),
        ("97400", ("Saint-Denis",)),
        ("97133", ("Saint-Barthélemy",)),
        ("98800", ("Nouméa",)),
        ("97 400", ("Saint-Denis",)),
        ("75\u00a0012", ("Paris",)),
    ],
)
def test_a_postcode_has_its_town(postcode: str, expected: tuple[str, ...]) -> None:
    assert towns.towns_for(postcode) == expected


def test_towns_that_share_a_postcode_are_in_alphabetical_order() -> None:
    found = towns.towns_for("51300")

    assert len(found) == 46
    assert found[:3] == ("Bassu", "Bassuet", "Bignicourt-sur-Marne")
    assert found.index("Écriennes") < found.index("Favresse")


@pytest.mark.parametrize(
    "postcode", ["", "00000", "7501", "750123", "B-1000", "abcde", "７５０１２", "\x00", "7" * 10_000]
)
def test_an_unknown_postcode_has_none(postcode: str) -> None:
    assert towns.towns_for(postcode) == ()


@pytest.mark.parametrize(
    ("postcode", "country", "said"),
    [
        ("", "FR", "Saisissez d’abord un code postal de cinq chiffres"),
        ("9740", "FR", "Saisissez d’abord un code postal de cinq chiffres"),
        ("00999", "FR", "Aucune commune trouvée pour ce code postal"),
        ("00\u00a0999", "FR", "Aucune commune trouvée pour ce code postal"),
        ("97 400", "FR", "Commune de ce code postal : Saint-Denis"),
        ("35520", "FR", "Communes de ce code postal : La Chapelle-des-Fougeretz, La Mézière, Melesse"),
        ("35520", "BE", "Les communes ne sont proposées que pour la France"),
        ("B-1", "BE", "Les communes ne sont proposées que pour la France"),
    ],
)
def test_who_asks_for_the_towns_is_told_what_can_be_proposed(
    citizen: Citizen, postcode: str, country: str, said: str
) -> None:
    citizen.to_contact()
    assert Markup(citizen.page).text("towns-status").startswith("Les communes de votre code postal s’affichent ici")
    form = citizen.contact(postcode=postcode, country=country, town="", action="communes")
    assert citizen.post("/inscription/coordonnees", form).status_code == 200
    assert Markup(citizen.page).text("towns-status").startswith(said)


@pytest.mark.parametrize(
    ("typed", "town", "said"),
    [
        ("", "Saint-Denis", "Elle est inscrite : corrigez-la au besoin."),
        ("Sainte-Clotilde", "Sainte-Clotilde", "Saisissez celle de votre adresse, ou une autre."),
    ],
)
def test_only_town_of_a_postcode_is_told_to_stand_in_its_field(
    citizen: Citizen, typed: str, town: str, said: str
) -> None:
    citizen.to_contact()
    citizen.post("/inscription/coordonnees", citizen.contact(postcode="97400", town=typed, action="communes"))
    assert said in Markup(citizen.page).text("towns-status")
    assert citizen.value("town") == town


def test_town_that_is_proposed_is_taken_however_long(citizen: Citizen) -> None:
    too_long = [(postcode, town) for postcode in towns._towns() for town in towns.towns_for(postcode) if len(town) > 38]
    assert len(too_long) == 7
    citizen.to_contact()
    for postcode, town in too_long:
        form = citizen.contact(postcode=postcode, town=town)
        assert citizen.post("/inscription/coordonnees", form).status_code == 303
        citizen.get("/inscription/situation")
        citizen.post("/inscription/situation", {"action": "precedent"})
        citizen.get("/inscription/coordonnees")
    refused = citizen.post("/inscription/coordonnees", citizen.contact(town=too_long[0][1]))
    assert refused.status_code == 422


def test_every_postcode_of_the_source_is_there() -> None:
    known = towns._towns()

    assert len(known) == 6_310
    assert all(len(postcode) == 5 and names for postcode, names in known.items())


def test_the_extract_is_read_once_and_nobody_can_change_it() -> None:
    assert towns._towns() is towns._towns()
    assert not isinstance(towns._towns(), MutableMapping)


def test_the_extract_is_light() -> None:
    assert len((files("webapp.signup") / "data" / "communes.tsv.gz").read_bytes()) < 400_000
