"""A citizen in front of several instances: each request goes to whichever the proxy chooses."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

from fixtures.personas import Persona
from fixtures.scaled_service import ScaledService
from webapp.tests.citizen import BIRTH_NAME, PASSWORD
from webapp.tests.processes.remote_citizen import Answer, RemoteCitizen, WireClient

Fields = dict[str, object]


class ScaledCitizen(RemoteCitizen):
    """Someone with a number of their own.

    Attributes:
        request_ids: the id that the service gave to each request so far.

    """

    def __init__(self, service: ScaledService, person: Persona) -> None:
        super().__init__(service)
        self.person = person
        self.client = WireClient(service.url, str(service.certificate))
        self.request_ids: list[str] = []

    @property
    def as_typed(self) -> Persona:
        """The person with what the forms are filled with."""
        contact = self.contact()
        typed = {"phone": str(contact["phone"]), "street": str(contact["street"])}
        return self.person.with_changes(birth_name=BIRTH_NAME, email=self.email, password=PASSWORD, **typed)

    def identity(self, **changes: object) -> Fields:
        return super().identity(**{"nir": self.person.nir, **changes})

    def enter_and_continue(self) -> None:
        """Enter the code of the mail and go on with the contact step."""
        assert self.enter(self.code()).location == "/inscription/coordonnees", self.errors()
        self.get("/inscription/coordonnees")

    def sees(self, words: str) -> bool:
        """Load the code page again and tell whether it shows these words."""
        self.get("/inscription/code")
        return words in self.page

    def at_once(self, path: str, forms: list[Fields]) -> list[Answer]:
        """Send all forms at the same moment."""
        ready = Barrier(len(forms))

        def send(fields: Fields) -> Answer:
            ready.wait()
            return self.client.post_alone(path, fields)

        with ThreadPoolExecutor(len(forms)) as pool:
            return list(pool.map(send, forms))

    def go_on_until(self, done: Event) -> list[int]:
        """Load the contact step and send its form again and again, and return the answers' statuses."""
        statuses = []
        while not done.is_set():
            statuses.append(self.get("/inscription/coordonnees").status_code)
            statuses.append(self.post("/inscription/coordonnees", self.contact(action="communes")).status_code)
        return statuses

    def _seen(self, response: Answer) -> Answer:
        self.request_ids.append(response.request_id)
        return super()._seen(response)
