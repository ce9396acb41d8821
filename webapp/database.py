"""The database: one engine, and two kinds of transactions."""

import fcntl
import hashlib
import select as polling
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Protocol, cast

from sqlalchemy import URL, CursorResult, Engine, Executable, create_engine, event, exc, func, make_url, select, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Session, sessionmaker
from sqlalchemy.pool import PoolProxiedConnection

from webapp.models import Base
from webapp.settings import Settings
from webapp.statements import Prepared, Row

BUSY_TIMEOUT_MILLISECONDS = 10_000
SQLITE_CONNECTIONS = 8
CONNECT_TIMEOUT_SECONDS = 5
# A machine that vanished while a statement was under way says nothing, and the system asks after it only in two hours.
# On a socket of this machine, where none of it holds, PostgreSQL's library leaves it out.
KEEPALIVES = {"keepalives_idle": 10, "keepalives_interval": 5, "keepalives_count": 3}
# A process that stops in the middle of a transaction must not keep its locks.
IDLE_IN_TRANSACTION_SECONDS = 30
LOCK_KEY_BYTES = 8
# More than the service has: those that are built for one use alone are forgotten again.
STATEMENTS_KEPT = 200

NoConnectionLeft = exc.TimeoutError
# What is raised where the database is down, or has too much to do.
BUSY = (exc.OperationalError, NoConnectionLeft)


@dataclass(frozen=True)
class Pool:
    """The connections of one process to PostgreSQL: how many, and how long one, and one statement, may take."""

    size: int = 8
    timeout_seconds: float = 5.0
    statement_timeout_seconds: float = 10.0


class Statements(Protocol):
    """A transaction that statements are run in, whichever of the two kinds it is."""

    @property
    def dialect(self) -> str:
        """The name of the database's dialect."""
        ...

    def run(self, statement: Executable, **values: Any) -> Row | None:
        """Run a statement and return the only row of its answer, or None."""
        ...

    def once_committed(self, do: Callable[[], object]) -> None:
        """Do something after the commit, and nothing where there is none."""
        ...


@dataclass(frozen=True)
class Transaction:
    """Statements that take effect together, or not at all.

    Args:
        dialect: the name of the database's.
        run: runs a statement with the values named, and returns the only row of its answer, or None.

    """

    dialect: str
    run: Callable[..., Row | None]
    follows: list[Callable[[], object]] = field(default_factory=list)
    """What is done after the commit."""

    def once_committed(self, do: Callable[[], object]) -> None:
        """Do something after the commit, and nothing where there is none."""
        self.follows.append(do)


class WorkSession(Session):
    """A session of SQLAlchemy's that runs prepared statements too, in the same transaction."""

    def __init__(self, run: Callable[..., Row | None], **options: Any) -> None:
        super().__init__(**options)
        self._run = run
        self.follows: list[Callable[[], object]] = []

    @property
    def dialect(self) -> str:
        """The name of the database's dialect."""
        return self.get_bind().dialect.name

    def run(self, statement: Executable, **values: Any) -> Row | None:
        """Run a statement and return the only row of its answer, or None."""
        return self._run(self.connection().connection, statement, **values)

    def count_changed(self, statement: Executable) -> int:
        """Run a statement that writes and return how many rows it changed."""
        return cast(CursorResult[Any], self.execute(statement)).rowcount

    def once_committed(self, do: Callable[[], object]) -> None:
        """Do something after the commit, and nothing where there is none."""
        self.follows.append(do)


class Database:
    """Transactions on one database.

    SQLite lets one transaction write at a time. A transaction that starts reading and then wants to write fails
    if another one wrote meanwhile; so a writing transaction takes its place at its start. On PostgreSQL many write
    at once: what is read to be changed is read ``with_for_update``, and what is counted is one UPDATE.

    A writer that finds SQLite taken sleeps and asks again, for as long as it happens to; so the threads of one process
    wait for each other in memory first.
    """

    def __init__(self, url: str, pool: Pool | None = None) -> None:
        parsed = make_url(url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        self.engine = _sqlite_engine(parsed) if self.is_sqlite else _postgresql_engine(parsed, pool or Pool())
        # What is added or changed is written at the end, once, unless it is flushed before.
        usual: dict[str, Any] = {"class_": WorkSession, "run": self._run, "expire_on_commit": False}
        self._writers: sessionmaker[WorkSession] = sessionmaker(self.engine, autoflush=False, **usual)
        # PostgreSQL's statements each see what is committed: to read needs no transaction around them.
        self._asking = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="AUTOCOMMIT")
        self._readers: sessionmaker[WorkSession] = sessionmaker(self._asking, **usual)
        self._turn = threading.RLock()
        self._driver_error: Any = self.engine.dialect.loaded_dbapi.Error
        self._prepared = lru_cache(STATEMENTS_KEPT)(self._prepare)

    @classmethod
    def from_settings(cls, settings: Settings) -> "Database":
        """Return the database of a deployment."""
        pool = Pool(
            settings.database_pool_size,
            settings.database_pool_timeout_seconds,
            settings.database_statement_timeout_seconds,
        )
        return cls(settings.database_url, pool)

    @contextmanager
    def write(self) -> Iterator[WorkSession]:
        """Open a transaction that is committed at the end of the block, or undone by an exception."""
        with self._in_turn(), self._telling_ours(), self._writers.begin() as session:
            if self.is_sqlite:
                _begin(session.connection().connection, "IMMEDIATE")
            yield session
        _do(session.follows)

    @contextmanager
    def execute(self) -> Iterator[Transaction]:
        """Open a transaction as :meth:`write` does, for statements alone: without the cost of a session."""
        with self._in_turn(), self._connected() as connection:
            if self.is_sqlite:
                _begin(connection, "IMMEDIATE")
            transaction = Transaction(self.engine.dialect.name, partial(self._run, connection))
            yield transaction
            connection.commit()
        _do(transaction.follows)

    @contextmanager
    def read(self) -> Iterator[WorkSession]:
        """Open a transaction that only reads."""
        with self._telling_ours(), self._readers.begin() as session:
            if self.is_sqlite:
                _begin(session.connection().connection, "DEFERRED")
            yield session

    def fetch(self, query: Executable, **values: Any) -> Row | None:
        """Return the only row of a query, or None: what every request asks, without the cost of a session.

        One statement is a transaction of its own.
        """
        with self._connected() as connection, self._committing(connection):
            return self._run(connection, query, **values)

    def change(self, statement: Executable, **values: Any) -> Row | None:
        """Run one statement that writes, a transaction of its own, and return the only row of its answer, or None."""
        with self._in_turn(), self._connected() as connection, self._committing(connection):
            return self._run(connection, statement, **values)

    @contextmanager
    def alone(self, purpose: str) -> Iterator[None]:
        """Wait until no other process on this database does the same thing, and keep the others waiting."""
        with self._file_lock(purpose) if self.is_sqlite else self._advisory_lock(purpose):
            yield

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        if not self._turn.acquire(timeout=BUSY_TIMEOUT_MILLISECONDS / 1000):
            raise NoConnectionLeft("other threads were writing all the time")
        try:
            yield
        finally:
            self._turn.release()

    @contextmanager
    def _telling_ours(self) -> Iterator[None]:
        """Tell what the driver raises as SQLAlchemy's, where a session's statements went past it."""
        try:
            yield
        except self._driver_error as error:
            raise self._as_ours(error) from error

    @contextmanager
    def _connected(self) -> Iterator[PoolProxiedConnection]:
        """Borrow a connection; what is not committed is undone, and what the driver raises is told as SQLAlchemy's."""
        connection: PoolProxiedConnection | None = None
        try:
            connection = self.engine.raw_connection()
            yield connection
        except self._driver_error as error:
            if connection is not None and self.engine.dialect.is_disconnect(error, connection.driver_connection, None):
                connection.invalidate(error)
            raise self._as_ours(error) from error
        finally:
            if connection is not None:
                connection.close()

    @contextmanager
    def _committing(self, connection: PoolProxiedConnection) -> Iterator[None]:
        """Have each statement be a transaction of its own, as SQLite does by itself."""
        if self.is_sqlite:
            yield
            return
        driver: Any = connection.driver_connection
        driver.autocommit = True
        try:
            yield
        finally:
            if not driver.closed:
                driver.autocommit = False

    def _run(self, connection: PoolProxiedConnection, statement: Executable, **values: Any) -> Row | None:
        return self._prepared(statement, tuple(values)).run(connection.cursor(), values)

    def _as_ours(self, error: Exception) -> BaseException:
        return exc.DBAPIError.instance(None, None, error, self._driver_error, dialect=self.engine.dialect)

    def _prepare(self, statement: Executable, names: tuple[str, ...]) -> Prepared:
        return Prepared(statement, names, self.engine.dialect)

    @contextmanager
    def _file_lock(self, purpose: str) -> Iterator[None]:
        # The file stays: whoever waits for it would otherwise hold one that newcomers no longer find.
        with Path(f"{self.engine.url.database}.{purpose}.lock").open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    @contextmanager
    def _advisory_lock(self, purpose: str) -> Iterator[None]:
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("SET lock_timeout = 0"))
            connection.execute(select(func.pg_advisory_lock(_lock_key(purpose))))
            try:
                yield
            finally:
                # The lock ends with its connection, whatever became of that.
                connection.invalidate()


def _do(follows: list[Callable[[], object]]) -> None:
    for do in follows:
        do()


def make_private(file: Path) -> None:
    """Make a file that its owner alone reads, unless it is there. SQLite gives what is put beside it the same."""
    file.touch(mode=0o600)


def takes_turn(session: Session, purpose: str) -> bool:
    """Tell whether this transaction is the only one, of all processes, at work for a purpose.

    On SQLite a writing transaction always is: the others wait.
    """
    if session.get_bind().dialect.name == "sqlite":
        return True
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(_lock_key(purpose)))))


def upsert(dialect: str, table: type[Base]) -> sqlite.Insert:
    """Return an INSERT of a dialect, which can tell what to do with a row that is there.

    The types name SQLite's statement; PostgreSQL's has the same methods.
    """
    if dialect == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - two megabytes in each process that has no use for it

    return postgresql.insert(table)  # type: ignore[return-value]


def _lock_key(purpose: str) -> int:
    return int.from_bytes(hashlib.sha256(purpose.encode()).digest()[:LOCK_KEY_BYTES], "big", signed=True)


def postgresql_limits(statement_timeout_seconds: float) -> dict[str, Any]:
    """Return the parameters of a connection to PostgreSQL that waits for nothing without end."""
    milliseconds = round(statement_timeout_seconds * 1000)
    options = {
        "statement_timeout": milliseconds,
        "lock_timeout": milliseconds,
        "idle_in_transaction_session_timeout": IDLE_IN_TRANSACTION_SECONDS * 1000,
    }
    return {
        "connect_timeout": CONNECT_TIMEOUT_SECONDS,
        "tcp_user_timeout": milliseconds,
        **KEEPALIVES,
        "application_name": "inscription",
        "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
    }


def _postgresql_engine(url: URL, pool: Pool) -> Engine:
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        pool_size=pool.size,
        max_overflow=0,
        pool_timeout=pool.timeout_seconds,
        connect_args=postgresql_limits(pool.statement_timeout_seconds),
        hide_parameters=True,
    )
    event.listen(engine, "checkout", _leave_out_closed)
    return engine


def _leave_out_closed(connection, _record, _proxy) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - the driver's own
    """Use no connection that the server has closed, after a restart for example.

    An idle connection has nothing to say, but that it was closed: one look at the socket, no question to the server.
    """
    look = polling.poll()
    look.register(connection.fileno(), polling.POLLIN)
    if look.poll(0):
        raise exc.InvalidatePoolError("closed by the server")


def _sqlite_engine(url: URL) -> Engine:
    file = Path(url.database) if url.database and url.database != ":memory:" else None
    if file:
        file.parent.mkdir(parents=True, exist_ok=True)
    seconds = BUSY_TIMEOUT_MILLISECONDS / 1000
    # Opened once and kept: to open one costs as much as several requests ask of it.
    engine = create_engine(
        url,
        pool_size=SQLITE_CONNECTIONS,
        max_overflow=0,
        pool_timeout=seconds,
        connect_args={"timeout": seconds},
        hide_parameters=True,
    )

    if file:
        # Not before it is opened: who asks for a copy of a database that is not there shall not find an empty one.
        event.listen(engine, "do_connect", lambda *_: make_private(file))

    @event.listens_for(engine, "connect")
    def _prepare(connection, _record) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - the driver's own
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA secure_delete=ON")

    return engine


def _begin(connection: PoolProxiedConnection, how: str) -> None:
    """Begin a transaction of SQLite, which neither the driver nor SQLAlchemy does by itself.

    An event of SQLAlchemy's could do it; each statement then costs a fifth more, whether one begins or not.
    """
    connection.cursor().execute(f"BEGIN {how}")
