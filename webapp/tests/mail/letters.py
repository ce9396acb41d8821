"""Mails to post and rows to read, for the tests of mails."""

from dataclasses import dataclass
from datetime import timedelta

from webapp.database import Database
from webapp.mail.outbox import Outbox
from webapp.models import Mail

ADDRESS = "lea@exemple.fr"


@dataclass(frozen=True)
class Letters:
    """Posts mails for ADDRESS that live fifteen minutes, and reads their rows."""

    outbox: Outbox
    database: Database

    def post(self) -> str:
        with self.database.write() as session:
            return self.outbox.post(
                session, template="welcome", to=ADDRESS, values={}, lives=timedelta(minutes=15)
            )

    def row(self, mail_id: str) -> Mail:
        with self.database.read() as session:
            return session.get_one(Mail, mail_id)
