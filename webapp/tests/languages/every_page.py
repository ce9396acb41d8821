"""Walks through the pages of the service in their states, as a citizen reads them, and keeps each."""

from collections.abc import Callable
from datetime import timedelta

from fixtures.clock import ControllableClock
from webapp.tests.citizen import Citizen

READABLE = (
    "/",
    "/aide",
    "/aide/navigateur",
    "/cookies",
    "/cookies/verification",
    "/conditions-generales",
    "/donnees-personnelles",
    "/accessibilite",
    "/mentions-legales",
    "/identification",
    "/identification?sortie=1",
    "/identification?sortie=partielle",
    "/identification?franceconnect=1",
    "/inscription/identite",
    "/compte/supprime",
    "/rien",
    "/franceconnect/connexion",
    "/franceconnect/retour",
    "/franceconnect/retour?error=access_denied",
)
WRONG_IDENTITY = (
    {"nir": "", "birth_name": "", "email": "", "password": "", "captcha": ""},
    {"nir": "294037512000592", "birth_name": "4", "email": "nom", "password": "court", "captcha": "1"},
    {"nir": "1", "birth_name": "\u202e", "email": "nom@", "password": "Motdepasse-2024!", "captcha": "1"},
    {"nir": "x", "birth_name": "a" * 101, "email": "nom@gmial.com", "password": "Le Goff 42 ! Le Goff", "website": "x"},
    {"captcha": "000000"},
)
WRONG_CONTACT = (
    {"phone": "", "street": "", "postcode": "", "town": ""},
    {"phone": "12", "street": "x" * 40, "postcode": "1", "town": "\ufffd", "country": "XX"},
    {"action": "communes"},
    {"action": "communes", "postcode": "99999"},
    {"phone": "+32 1", "street": "#", "postcode": "?", "country": "BE"},
)
WRONG_SITUATION = (
    {"diploma": "", "category": "", "terms": ""},
    {"diploma_year": "", "terms_version": "1"},
    {"diploma_year": "20"},
    {"diploma_year": "2999"},
    {"diploma_year": "1900", "category": "x"},
)


class EveryPage:
    """The pages seen. ``seen`` holds each with what led to it."""

    def __init__(self, citizen: Citizen, clock: ControllableClock) -> None:
        self.seen: dict[str, str] = {}
        self._citizen = citizen
        self._clock = clock

    def walk(self) -> dict[str, str]:
        """Go through all of it and return the pages."""
        for part in (self._read, self._sign_up, self._account):
            part()
        return self.seen

    def _keep(self, name: str) -> None:
        self.seen[name] = self._citizen.page

    def _read(self) -> None:
        for answer in ("", "refuser", "accepter"):
            if answer:
                self._citizen.client.post("/cookies", data={"choix": answer})
            for path in READABLE:
                self._citizen.get(path)
                self._keep(f"{path} ({answer})")
        self._citizen.get("/identification")
        self._citizen.post("/identification", {"nir": "1", "password": "x"})
        self._keep("sign-in, wrong number")
        self._citizen.sign_in()
        self._keep("sign-in, unknown")
        for _ in range(6):
            self._citizen.sign_in()
        self._keep("sign-in, too many")

    def _sign_up(self) -> None:
        citizen = self._citizen
        self._wrongly("/inscription/identite", citizen.identity, WRONG_IDENTITY)
        citizen.to_code()
        self._keep("code")
        citizen.post("/inscription/code/renvoi", {})
        self._keep("code, too soon")
        citizen.enter("")
        self._keep("code, empty")
        citizen.enter("12")
        self._keep("code, short")
        citizen.enter(citizen.wrong_code())
        self._keep("code, wrong")
        self._clock.advance(timedelta(minutes=2))
        citizen.post("/inscription/code/renvoi", {})
        citizen.get("/inscription/code?renvoi=1")
        self._keep("code, again")
        self._clock.advance(timedelta(minutes=16))
        citizen.get("/inscription/code")
        self._keep("code, expired")
        citizen.post("/inscription/code", {"code": "123456", "entry": citizen.hidden("entry")})
        self._keep("code, expired and entered")
        citizen.post("/inscription/code/renvoi", {})
        self._clock.advance(timedelta(minutes=2))
        citizen.get("/inscription/code")
        citizen.post("/inscription/code/renvoi", {})
        self._keep("code, none left")
        self._until_dead()
        citizen.get("/inscription/identite")
        citizen.post("/inscription/recommencer", {})
        citizen.to_contact()
        self._keep("contact")
        self._wrongly("/inscription/coordonnees", citizen.contact, WRONG_CONTACT)
        citizen.post("/inscription/coordonnees", citizen.contact())
        citizen.get("/inscription/situation")
        self._keep("situation")
        self._wrongly("/inscription/situation", citizen.situation, WRONG_SITUATION)

    def _until_dead(self) -> None:
        wrong = self._citizen.wrong_code()
        for shift in range(3):
            self._citizen.enter(f"{(int(wrong) + shift) % 1_000_000:06}")
        self._keep("code, dead")
        self._citizen.get("/inscription/code")
        self._keep("code, dead and seen")

    def _account(self) -> None:
        citizen = self._citizen
        citizen.post("/inscription/situation", citizen.situation())
        citizen.get("/inscription/terminee")
        self._keep("done")
        citizen.get("/compte")
        self._keep("account")
        citizen.get("/compte/suppression")
        self._keep("deletion")
        citizen.post("/compte/suppression", {"password": ""})
        self._keep("deletion, empty")
        citizen.post("/compte/suppression", {"password": "x"})
        self._keep("deletion, wrong")
        citizen.get("/compte")
        citizen.post("/deconnexion", {})
        citizen.get("/identification?sortie=1")
        self._clock.advance(timedelta(hours=1))
        citizen.sign_in()
        citizen.get("/compte")
        self._keep("account, signed in")

    def _wrongly(self, path: str, form: Callable[..., dict[str, object]], changes: tuple[dict[str, str], ...]) -> None:
        for number, change in enumerate(changes):
            self._citizen.get(path)
            self._keep(path)
            self._citizen.post(path, form(**change))
            self._keep(f"{path}, wrong {number}")
