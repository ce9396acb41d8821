"""The command line of an application: ``flask --app webapp …``."""

import click
from flask import Flask
from flask.cli import AppGroup

from webapp.database import Database

MIGRATIONS = "db"


class Commands(AppGroup):
    """All commands, each loaded once it is asked for.

    Their libraries would take a tenth of the memory of each process that serves pages, which runs none of them.
    """

    def __init__(self, app: Flask, database: Database) -> None:
        super().__init__(app.name)
        self._app = app
        self._database = database

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one."""
        self._load(cmd_name)
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all."""
        self._load("")
        return sorted({*super().list_commands(ctx), MIGRATIONS})

    def _load(self, name: str) -> None:
        if name in self.commands:
            return
        if name == MIGRATIONS:
            from webapp.operations.migrations import Migrations  # noqa: PLC0415 - see above

            Migrations(self._app, self._database)
        else:
            from webapp.operations import commands  # noqa: PLC0415 - see above

            for group in commands.GROUPS:
                self.add_command(group)
