"""Statements as a driver takes them: compiled once, for those that every request runs.

SQLAlchemy builds them, and reads and writes their types. Its own execution looks at a statement again each time, and
takes ten times as long as SQLite needs to answer.
"""

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Dialect, Executable
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import MultipleResultsFound
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

# What a statement returned, by the names of its columns.
Row: TypeAlias = Any

_Reader = Callable[[Any], Any] | None


class Prepared:
    """A statement for one dialect, and for the values of these names.

    Raises:
        TypeError: a column would take its default from its model, or a list its length from its values.

    """

    def __init__(self, statement: Executable, names: Iterable[str], dialect: Dialect) -> None:
        compiled = _compiled(statement, names, dialect)
        self.text = compiled.string
        self._order: Sequence[str] | None = compiled.positiontup
        self._writers = {name: writer for name, kind in _kinds(compiled) if (writer := _writer(kind, dialect))}
        self._constants = self._written(_constants(compiled))
        columns: list[Any] = [*getattr(statement, "exported_columns", [])]
        self._readers = [_reader(column.type, dialect) for column in columns]
        # Its names are the statement's: no class could be written for it.
        self._row: Any = namedtuple("Row", [column.key for column in columns], rename=True)  # type: ignore[misc]  # noqa: PYI024

    def run(self, cursor: DBAPICursor, values: Mapping[str, Any]) -> Row | None:
        """Run it and return the only row of its answer, or None.

        Raises:
            MultipleResultsFound: there are several.

        """
        given = self._constants | self._written(values)
        cursor.execute(self.text, given if self._order is None else [given[name] for name in self._order])
        return self._only(cursor.fetchall()) if self._readers else None

    def _only(self, rows: Sequence[Any]) -> Row | None:
        if len(rows) > 1:
            raise MultipleResultsFound(f"{len(rows)} rows")
        if not rows:
            return None
        columns = zip(self._readers, rows[0], strict=True)
        return self._row(*[read(value) if read else value for read, value in columns])

    def _written(self, values: Mapping[str, Any]) -> dict[str, Any]:
        writers = self._writers
        return {name: writers[name](value) if name in writers else value for name, value in values.items()}


def _compiled(statement: Executable, names: Iterable[str], dialect: Dialect) -> SQLCompiler:
    compiled: SQLCompiler = statement.compile(dialect=dialect, column_keys=list(names))  # type: ignore[attr-defined]
    forgotten = [*compiled.insert_prefetch, *compiled.update_prefetch, *compiled.post_compile_params]
    if forgotten:
        raise TypeError(f"no value for {', '.join(each.key for each in forgotten)}")
    return compiled


def _kinds(compiled: SQLCompiler) -> Iterable[tuple[str, TypeEngine[Any]]]:
    return [(name, parameter.type) for parameter, name in compiled.bind_names.items()]


def _constants(compiled: SQLCompiler) -> dict[str, Any]:
    """Return the values that stand in the statement itself."""
    return {name: each.effective_value for each, name in compiled.bind_names.items() if not each.required}


def _writer(kind: TypeEngine[Any], dialect: Dialect) -> Callable[[Any], Any] | None:
    return kind.dialect_impl(dialect).bind_processor(dialect)


def _reader(kind: TypeEngine[Any], dialect: Dialect) -> _Reader:
    return kind.dialect_impl(dialect).result_processor(dialect, None)
