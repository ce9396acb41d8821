"""The command line: ``flask --app webapp …``."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import click
from flask.cli import AppGroup
from sqlalchemy import select

from webapp import current
from webapp.account import deletion
from webapp.clock import paris_hour
from webapp.franceconnect import encryption_keys
from webapp.models import Account
from webapp.operations import audit, backup, log_lines, retention, support
from webapp.operations.upkeep import Upkeep
from webapp.services import Services
from webapp.signup.email_address import InvalidEmail

signups = AppGroup("signups", help="Inscriptions : comptes par étape, recherche par adresse, purge.")
keys = AppGroup("keys", help="Clés de chiffrement.")
journal = AppGroup("journal", help="Journal d’audit.")
backups = AppGroup("backups", help="Copies de la base.")
GROUPS = (signups, keys, journal, backups)


MAIL_STATES = {
    "queued": "en attente",
    "sent": "remis au serveur de messagerie",
    "delayed": "retardé",
    "refused": "refusé par le serveur de messagerie",
    "abandoned": "abandonné",
}


@signups.command("purge")
def purge_signups() -> None:
    """Supprime les inscriptions inachevées depuis plus de 24 heures, et ce qui a fait son temps."""
    purged = retention.purge(current.services().database, current.services().clock)
    click.echo(f"Supprimés : {purged.drafts} inscriptions, {purged.sessions} sessions, {purged.mails} suivis d’envois.")


@signups.command("count")
def count_signups() -> None:
    """Compte les inscriptions des dernières 24 heures par étape atteinte, sans donnée personnelle."""
    for step, count in sorted(retention.signups_by_step(current.services().database).items()):
        click.echo(f"{step}\t{count}")


@keys.command("franceconnect")
def new_franceconnect_key() -> None:
    """Tire une clé de chiffrement pour FranceConnect+, à ranger dans FRANCECONNECT_ENCRYPTION_KEYS."""
    click.echo(encryption_keys.new_key_set(current.services().clock.now()))


@keys.command("rotate")
def rotate_keys() -> None:
    """Chiffre à nouveau avec la première clé ce qui l’est avec une ancienne."""
    services = current.services()
    rotated = Upkeep(services.database, services.keyring, services.clock).rotate()
    click.echo(f"Valeurs chiffrées à nouveau : {rotated}.")


@backups.command("save")
@click.argument("copy", type=click.Path(path_type=Path))
def save_backup(copy: Path) -> None:
    """Écrit dans COPY une copie de la base, pendant qu’elle sert."""
    services = current.services()
    with _told(backup.BackupFailed):
        backup.save(services.settings.database_url, copy)
    _note(services, audit.Kind.BACKUP_MADE)
    click.echo(f"Copie faite : {copy}. Les clés n’y sont pas.")


@backups.command("restore")
@click.argument("copy", type=click.Path(path_type=Path))
def restore_backup(copy: Path) -> None:
    """Remet la copie COPY dans une base vide."""
    services = current.services()
    with _told(backup.BackupFailed):
        backup.restore(services.settings.database_url, copy)
    _note(services, audit.Kind.BACKUP_RESTORED)
    click.echo("Copie remise. Supprimez à nouveau les comptes supprimés depuis (docs/on-call.md).")


@backups.command("delete-again")
@click.argument("log", type=click.File())
def delete_again(log: TextIO) -> None:
    """Supprime à nouveau les comptes dont le journal technique LOG (« - » : entrée standard) note la suppression."""
    with _told(log_lines.LogUnreadable):
        gone = {line["subject"] for line in log_lines.events(log, audit.Kind.ACCOUNT_DELETED)}
    deleted = deletion.delete_again(current.services(), gone)
    click.echo(f"Comptes supprimés à nouveau : {deleted}.")


@signups.command("find")
@click.option("--address", prompt="Adresse électronique", help="Demandée si elle est absente : mieux vaut.")
def find_signup(address: str) -> None:
    """Dit où en est l’inscription d’une adresse, sans rien montrer de ce qui a été répondu."""
    try:
        found = support.find(current.services(), address)
    except InvalidEmail:
        raise click.ClickException("ce n’est pas une adresse électronique") from None
    for signup in found.signups:
        click.echo(_described(signup))
    click.echo("Compte avec cette adresse : " + ("oui" if found.has_account else "non"))


class NotedHead(click.ParamType[audit.Head]):
    """A row of the journal as it was noted elsewhere."""

    name = "NUMERO:EMPREINTE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> audit.Head:
        """Read what the command line brings."""
        if isinstance(value, audit.Head):
            return value
        number, _, digest = str(value).partition(":")
        if not number.isdecimal() or not re.fullmatch("[0-9a-f]{64}", digest):
            self.fail(f"une ligne notée s’écrit {self.name}", param, ctx)
        return audit.Head(int(number), digest)


@journal.command("verify")
@click.option("--head", "heads", type=NotedHead(), multiple=True, help="Ligne notée auparavant ; répétable.")
@click.option("--log", "logs", type=click.File(), multiple=True, help="Journal technique dont lire les « audit.head ».")
def verify_journal(heads: tuple[audit.Head, ...], logs: tuple[TextIO, ...]) -> None:
    """Relit la chaîne du journal d’audit et dit si quelqu’un y a touché."""
    services = current.services()
    with _told(log_lines.LogUnreadable):
        noted = [*heads, *(head for log in logs for head in _heads_in(log))]
    verdict = audit.verify(services.database, services.keyring, noted)
    if verdict.first_wrong is not None:
        raise click.ClickException(f"la chaîne est rompue à la ligne {verdict.first_wrong}")
    if verdict.first_lost is not None:
        raise click.ClickException(f"la ligne {verdict.first_lost}, notée auparavant, n’est plus dans le journal")
    if not verdict.rows and _has_accounts(services):
        raise click.ClickException("le journal est vide, et il y a des comptes")
    click.echo(f"Chaîne intacte : {verdict.rows} lignes, empreinte de la dernière {verdict.head or 'aucune'}.")


def _heads_in(log: TextIO) -> Iterator[audit.Head]:
    for head in log_lines.events(log, audit.HEAD_EVENT):
        # Of a journal that was still empty, 0.
        if head["number"]:
            yield audit.Head(head["number"], head["digest"])


def _has_accounts(services: Services) -> bool:
    with services.database.read() as session:
        return session.scalar(select(Account.id).limit(1)) is not None


@contextmanager
def _told(*failures: type[Exception]) -> Iterator[None]:
    """Say of these failures what they say, without a traceback."""
    try:
        yield
    except failures as failure:
        raise click.ClickException(str(failure)) from None


def _note(services: Services, kind: audit.Kind) -> None:
    with services.database.write() as session:
        audit.record(session, services.keyring, services.clock, audit.Happening(kind))


def _described(signup: support.SignupState) -> str:
    code = f", code émis à {paris_hour(signup.code_issued_at)}" if signup.code_issued_at else ""
    mail = f", courriel : {MAIL_STATES[signup.mail_state]}" if signup.mail_state in MAIL_STATES else ""
    return (
        f"Inscription ({signup.journey}) à l’étape {signup.step}, commencée à {paris_hour(signup.begun_at)}, "
        f"dernière étape à {paris_hour(signup.last_step_at)}{code}, essais : {signup.tries}, "
        f"envois : {signup.sends}{mail}"
    )
