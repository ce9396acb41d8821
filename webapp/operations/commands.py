"""The command line: ``flask --app webapp …``."""

from typing import cast

import click
from flask import current_app
from flask.cli import AppGroup

from webapp.franceconnect import encryption_keys
from webapp.operations import retention, rotation
from webapp.services import Services

signups = AppGroup("signups", help="Inscriptions : comptes par étape, purge.")
keys = AppGroup("keys", help="Clés de chiffrement.")


def _services() -> Services:
    return cast(Services, current_app.extensions["services"])


@signups.command("purge")
def purge_signups() -> None:
    """Supprime les inscriptions inachevées depuis plus de 24 heures, et ce qui a fait son temps."""
    purged = retention.purge(_services().database, _services().clock)
    click.echo(f"Supprimés : {purged.drafts} inscriptions, {purged.sessions} sessions, {purged.mails} suivis d’envois.")


@signups.command("count")
def count_signups() -> None:
    """Compte les inscriptions des dernières 24 heures par étape atteinte, sans donnée personnelle."""
    for step, count in sorted(retention.signups_by_step(_services().database).items()):
        click.echo(f"{step}\t{count}")


@keys.command("franceconnect")
def new_franceconnect_key() -> None:
    """Tire une clé de chiffrement pour FranceConnect+, à ranger dans FRANCECONNECT_ENCRYPTION_KEYS."""
    click.echo(encryption_keys.new_key_set(_services().clock.now()))


@keys.command("rotate")
def rotate_keys() -> None:
    """Chiffre à nouveau avec la première clé ce qui l’est avec une ancienne."""
    click.echo(f"Valeurs chiffrées à nouveau : {rotation.rotate(_services())}.")
