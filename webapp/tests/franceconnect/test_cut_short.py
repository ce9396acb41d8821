"""What another browser, another tab, or the end of an instance does to a connection under way."""

from dataclasses import dataclass
from unittest.mock import Mock

import pytest

from fixtures.franceconnect import Simulator
from fixtures.live_server import LiveServer
from webapp.franceconnect import linking
from webapp.models import Account, FranceConnectLink
from webapp.tests.franceconnect.connected_citizen import PASSWORD, ConnectedCitizen
from webapp.tests.franceconnect.scenes import at_proof, count, mailed_code, newcomer, owner_of

LINKING = "/inscription/franceconnect/rattachement"
NUMBER = "Votre numéro de sécurité sociale"


class EndOfInstance(Exception):
    """What the process has been told to end by."""


@dataclass(frozen=True)
class CutShort:
    """Whose linking was cut short: their browser, their number, and the form that was taken."""

    citizen: ConnectedCitizen
    number: str
    form: dict[str, str]


def delete_account_of(server: LiveServer, number: str) -> None:
    """Let the owner of a number delete the account in a browser of their own."""
    owner = ConnectedCitizen(server)
    owner.get("/identification")
    owner.post("/identification", {"nir": number, "password": PASSWORD})
    owner.get("/compte/suppression")
    owner.post("/compte/suppression", {"password": PASSWORD})
    assert owner.heading() == "Votre compte est supprimé"


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("", None),
        ("/mot-de-passe", {"password": PASSWORD}),
        ("/envoi", {}),
        ("/code", {"code": "123456"}),
    ],
)
def test_account_that_was_deleted_meanwhile_leads_back_to_the_number(
    simulator: Simulator, server: LiveServer, path: str, fields: dict[str, str] | None
) -> None:
    person = newcomer(simulator)
    owner_of(server, person)
    other = at_proof(server, person.nir)
    delete_account_of(server, person.nir)
    if fields is None:
        other.get(LINKING)
    else:
        other.post(LINKING + path, fields)
    assert (other.status, NUMBER in other.heading()) == (200, True)
    before = count(server, Account)
    other.give_number(person.nir)
    other.give_contact()
    other.give_situation()
    assert other.path == "/inscription/terminee"
    assert count(server, Account) == before + 1


@pytest.fixture
def cut_short(server: LiveServer, simulator: Simulator, monkeypatch: pytest.MonkeyPatch) -> CutShort:
    """Return somebody whose instance ended once it had taken the code that proves an account theirs."""
    person = newcomer(simulator)
    address = owner_of(server, person)
    links = count(server, FranceConnectLink)
    citizen = at_proof(server, person.nir)
    form = {"code": mailed_code(server, citizen, address), "entry": citizen.hidden("entry")}
    with monkeypatch.context() as ending:
        ending.setattr(linking, "_link", Mock(side_effect=EndOfInstance))
        assert citizen.post(f"{LINKING}/code", form).status_code == 500
    assert count(server, FranceConnectLink) == links
    return CutShort(citizen, person.nir, form)


def test_account_is_linked_though_the_instance_ended_once_the_code_was_taken(
    cut_short: CutShort, server: LiveServer
) -> None:
    links = count(server, FranceConnectLink)
    cut_short.citizen.get("/aide")
    # The proxy sends the form again.
    cut_short.citizen.post(f"{LINKING}/code", cut_short.form)
    assert cut_short.citizen.path == "/compte"
    assert count(server, FranceConnectLink) == links + 1


def test_account_deleted_after_its_code_was_taken_is_not_linked(cut_short: CutShort, server: LiveServer) -> None:
    delete_account_of(server, cut_short.number)
    cut_short.citizen.get(LINKING)
    assert NUMBER in cut_short.citizen.heading()


def test_sign_out_of_franceconnect_leaves_no_way_back_into_the_account(
    citizen: ConnectedCitizen, simulator: Simulator
) -> None:
    person = newcomer(simulator)
    citizen.sign_up(person.nir)
    citizen.get("/inscription/identite")
    citizen.post("/franceconnect/deconnexion")
    citizen.get("/inscription/terminee")
    assert str(person.email) not in citizen.page
    citizen.get("/identification")
    citizen.post("/inscription/franceconnect/situation", {"diploma": "sans", "category": "5", "terms": "y"})
    assert citizen.get("/compte").url.endswith("/identification?suite=/compte")


def test_end_of_a_sign_up_is_shown_to_its_owner_alone(
    citizen: ConnectedCitizen, simulator: Simulator, server: LiveServer
) -> None:
    first, second = newcomer(simulator), newcomer(simulator)
    owner_of(server, second)
    citizen.sign_up_locally(first.nir, f"local-{first.slug}@exemple.fr")
    citizen.get("/identification")
    citizen.post("/identification", {"nir": second.nir, "password": PASSWORD})
    citizen.get("/inscription/terminee")
    assert citizen.path == "/compte"
    assert f"local-{first.slug}@exemple.fr" not in citizen.page


@pytest.mark.parametrize("address", ["prénom@exemple.fr", "a..b@exemple.fr"])
def test_address_to_which_no_mail_can_go_is_asked_for(
    citizen: ConnectedCitizen, simulator: Simulator, address: str
) -> None:
    person = newcomer(simulator, email=address)
    citizen.connect()
    assert 'name="email"' in citizen.page
    citizen.sign_up(person.nir, email=f"autre-{person.slug}@exemple.fr")
    assert f"autre-{person.slug}@exemple.fr" in citizen.page


@pytest.mark.parametrize(
    ("birthdate", "shown"),
    [("1951-00-00", "1951"), ("1951-03-00", "mars 1951"), ("1951-03-09", "9 mars 1951")],
)
def test_day_of_birth_is_shown_as_far_as_it_is_known(
    citizen: ConnectedCitizen, simulator: Simulator, birthdate: str, shown: str
) -> None:
    person = newcomer(simulator, "presume-ne", birthdate=birthdate)
    citizen.sign_up(person.nir)
    citizen.get("/compte")
    assert f"Date de naissance {shown} " in citizen.text().replace("\u00a0", " ")


@pytest.mark.parametrize("birthdate", ["", "1951", "19510309", "1951-13-01", "1951-02-30", "hier"])
def test_day_of_birth_that_cannot_be_read_is_refused(
    citizen: ConnectedCitizen, simulator: Simulator, birthdate: str
) -> None:
    newcomer(simulator, birthdate=birthdate)
    assert citizen.connect().status_code == 400
