"""What the deliverables say of the service that was audited: its name, its publisher, its public address."""

from dataclasses import dataclass
from urllib.parse import urljoin

from accessibility.deliverables.sample import Page

# What the pages are made of; the declaration names it.
TECHNOLOGIES = ("HTML", "CSS", "JavaScript", "WAI-ARIA")


@dataclass(frozen=True)
class Service:
    """The service, as it calls itself.

    Attributes:
        name: in French.
        publisher: who answers for it.
        address: where citizens find it: « https://inscription.example.fr ».
        contact_email: where difficulties are told.

    """

    name: str
    publisher: str
    address: str
    contact_email: str

    def url_of(self, page: Page) -> str:
        """Return the address of a page."""
        return self.at(page.url)

    def at(self, path: str) -> str:
        """Return the address of a path."""
        return urljoin(self.address.rstrip("/") + "/", path.lstrip("/"))
