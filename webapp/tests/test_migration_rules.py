"""A migration runs while the former version serves: it does what is known to disturb nobody, and nothing else."""

import re
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import op
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory

MIGRATIONS = Path(__file__).parents[1] / "migrations"
# Those before were made when nothing served yet.
LAST_WHILE_NOTHING_SERVED = "0002"
# An index is built in a second or two where the rows are those of one day; meanwhile nobody writes there.
ROWS_OF_A_DAY = {"drafts", "mails"}
TYPES = r"TEXT|BYTEA|BOOLEAN|INTEGER|BIGINT|DOUBLE PRECISION|VARCHAR\(\d+\)|TIMESTAMP WITHOUT TIME ZONE"
# What the former version writes has no such column: it is empty there, or has a value of its own.
COLUMN = re.compile(rf"ALTER TABLE \w+ ADD COLUMN \w+ ({TYPES})( DEFAULT ('[^']*'|\d+) NOT NULL)?")
TABLE = re.compile(r"CREATE TABLE (?P<table>\w+) \(.*\)")
INDEX = re.compile(r"CREATE (?P<unique>UNIQUE )?INDEX (?P<aside>CONCURRENTLY )?\w+ ON (?P<table>\w+) \([^)]*\)")


def statements_of(upgrade: Callable[[], None]) -> Iterator[str]:
    """Yield what a migration sends to PostgreSQL, each statement on one line."""
    written = StringIO()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": written, "literal_binds": True}
    )
    with Operations.context(context):
        upgrade()
    statements = (" ".join(statement.split()) for statement in written.getvalue().split(";"))
    return (statement for statement in statements if statement)


def disturbing(upgrade: Callable[[], None]) -> list[str]:
    """Return the statements of a migration that may disturb the version that serves."""
    made: set[str] = set()
    found = []
    for statement in statements_of(upgrade):
        if table := TABLE.fullmatch(statement):
            made.add(table["table"])
        elif not COLUMN.fullmatch(statement) and not _disturbs_nobody(INDEX.fullmatch(statement), made):
            found.append(statement)
    return found


def _disturbs_nobody(index: re.Match[str] | None, made: set[str]) -> bool:
    if index is None or (index["unique"] and index["table"] not in made):
        return False
    return index["table"] in made | ROWS_OF_A_DAY or bool(index["aside"])


def migrations() -> dict[str, Callable[[], None]]:
    """Return how each migration upgrades, since the service may serve meanwhile."""
    scripts = ScriptDirectory(str(MIGRATIONS), version_locations=[str(MIGRATIONS)]).walk_revisions()
    return {script.revision: script.module.upgrade for script in scripts if script.revision > LAST_WHILE_NOTHING_SERVED}


@pytest.mark.parametrize("upgrade", migrations().values(), ids=migrations())
def test_migration_does_nothing_that_the_former_version_would_notice(upgrade: Callable[[], None]) -> None:
    assert disturbing(upgrade) == []


COLUMN_TYPE = sa.Text()
DISTURBING: dict[str, Callable[[], object]] = {
    "statement by hand": lambda: op.execute("ALTER TABLE drafts DROP COLUMN step"),
    "rows changed": lambda: op.execute("UPDATE accounts SET profile = NULL"),
    "table dropped": lambda: op.drop_table("drafts"),
    "table renamed": lambda: op.rename_table("drafts", "signups"),
    "column dropped": lambda: op.drop_column("drafts", "step"),
    "column altered": lambda: op.alter_column("drafts", "step", nullable=True),
    "column that must be filled": lambda: op.add_column("drafts", sa.Column("new", COLUMN_TYPE, nullable=False)),
    "column that is unique": lambda: op.add_column("drafts", sa.Column("new", COLUMN_TYPE, unique=True)),
    "column that leads elsewhere": lambda: op.add_column(
        "drafts", sa.Column("new", COLUMN_TYPE, sa.ForeignKey("accounts.id"))
    ),
    "unique constraint": lambda: op.create_unique_constraint("new", "drafts", ["step"]),
    "check": lambda: op.create_check_constraint("new", "drafts", "tries < 5"),
    "foreign key": lambda: op.create_foreign_key("new", "drafts", "mails", ["mail_id"], ["id"]),
    "index of a table that grows for ever": lambda: op.create_index("new", "accounts", ["created_at"]),
    "unique index": lambda: op.create_index("new", "drafts", ["session_id"], unique=True),
}


@pytest.mark.parametrize("upgrade", DISTURBING.values(), ids=DISTURBING)
def test_what_would_disturb_is_seen(upgrade: Callable[[], None]) -> None:
    assert disturbing(upgrade) != []
