"""Fills the official audit grid (an OpenDocument spreadsheet of the DINUM) with what is proved: NC and NA alone.

The content of the auditor's own file is edited, so that its styles, formulas and lists of choices stay. Values that
formulas had are dropped: the program that opens the grid computes them again.
"""

import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any
from xml.dom.minidom import parseString

from accessibility.deliverables.assessment import Assessment
from accessibility.deliverables.judgement import Judgement, together
from accessibility.deliverables.sample import Page
from accessibility.deliverables.service import Service

CONTENT = "content.xml"
MIMETYPE = "mimetype"
SAMPLE = "Échantillon"
SHEETS = tuple(f"P{number:02}" for number in range(1, 21))
# What this sheet gives is the same for every audit.
CRITERIA_SHEET = "of:=[Critères."
PROVED = ("NC", "NA")
# Columns and rows from 0, as the grid of the RGAA 4.1.2 has them.
NUMBER, STATUS, CHANGES, COMMENTS = 1, 3, 5, 6
DATE_ROW, SITE_ROW, FIRST_PAGE_ROW = 2, 5, 8
# The standard library's document has no precise types.
Node = Any
COMPUTED = ("office:value", "office:string-value", "office:boolean-value", "office:date-value", "calcext:value-type")


class NotTheGrid(Exception):
    """The file is not the official grid; says what is missing, in French."""


@dataclass(frozen=True)
class Sheet:
    """What one sheet of the grid is about: one page, or on the last sheet all that are left."""

    name: str
    pages: tuple[Page, ...]

    def outcome(self, judgement: Judgement) -> str:
        """Return what is proved of a criterion here: "NC", "NA", or "NT"."""
        outcome = together(judgement.on(page) for page in self.pages)
        return outcome if outcome in PROVED else "NT"


def sheets(assessment: Assessment) -> tuple[Sheet, ...]:
    """Share the pages among the sheets: one each, the last takes those that are left."""
    pages, last = assessment.pages, len(SHEETS) - 1
    shares = [(page,) for page in pages[:last]] + [pages[last:]]
    return tuple(Sheet(name, share) for name, share in zip(SHEETS, shares, strict=False) if share)


def counts(assessment: Assessment) -> Counter[str]:
    """Return how many cells of the grid are filled with each status; what stays NT counts, unused sheets do not."""
    return Counter(sheet.outcome(each) for sheet in sheets(assessment) for each in assessment.judgements)


def fill(grid: Path, filled: Path, assessment: Assessment, service: Service) -> None:
    """Write a copy of the grid with what is proved.

    Raises:
        NotTheGrid: the file has not the sheets or the rows of the official grid.

    """
    try:
        with zipfile.ZipFile(grid) as archive:
            document = parseString(archive.read(CONTENT))  # noqa: S318 - the auditor's own file
    except (zipfile.BadZipFile, KeyError) as error:
        raise NotTheGrid("Le fichier n’est pas un classeur OpenDocument.") from error
    tables = {table.getAttribute("table:name"): table for table in document.getElementsByTagName("table:table")}
    missing = [name for name in (SAMPLE, *SHEETS) if name not in tables]
    if missing:
        raise NotTheGrid(f"Feuille(s) absente(s) de la grille\u00a0: {', '.join(missing)}.")
    _fill_sample(tables[SAMPLE], assessment, service)
    for sheet in sheets(assessment):
        _fill_sheet(tables[sheet.name], sheet, assessment.judgements)
    _forget_computed(document)
    _save(grid, filled, document)


def _fill_sample(table: Node, assessment: Assessment, service: Service) -> None:
    rows = _rows(table)
    _put(_cell(rows[DATE_ROW], 1), f"{assessment.audit.date:%d/%m/%Y}")
    _put(_cell(rows[SITE_ROW], 1), service.name)
    for row, sheet in zip_longest(rows[FIRST_PAGE_ROW : FIRST_PAGE_ROW + len(SHEETS)], sheets(assessment)):
        pages = sheet.pages if sheet else ()
        _put(_cell(row, 1), ", ".join(page.title for page in pages))
        _put(_cell(row, 2), " ".join(service.url_of(page) for page in pages))


def _fill_sheet(table: Node, sheet: Sheet, judgements: Iterable[Judgement]) -> None:
    by_number = {_text(_cell(row, NUMBER)): row for row in _rows(table) if len(_cells(row)) > NUMBER}
    for judgement in judgements:
        outcome = sheet.outcome(judgement)
        row = by_number.get(judgement.criterion.id)
        if row is None:
            raise NotTheGrid(f"Critère {judgement.criterion.id} absent de la feuille {sheet.name}.")
        if outcome in PROVED:
            _put(_cell(row, STATUS), outcome)
            _put(_cell(row, CHANGES if outcome == "NC" else COMMENTS), _reason(judgement, sheet))


def _reason(judgement: Judgement, sheet: Sheet) -> str:
    states = {state for page in sheet.pages for state in page.states}
    seen = [f"{each.message} {each.selector}".strip() for each in judgement.findings if each.state in states]
    said = [f"{each.comment} ({each.author})" for each in judgement.verdicts]
    proof = [judgement.absence.proof] if judgement.absence else []
    return "\n".join(dict.fromkeys([*seen, *proof, *said]))


def _rows(table: Node) -> list[Node]:
    return [*_children(table, "table:table-row")]


def _cells(row: Node) -> list[Node]:
    return [*_children(row, "table:table-cell", "table:covered-table-cell")]


def _children(parent: Node, *names: str) -> Iterator[Node]:
    """Yield the rows or cells of a table, also those in a group."""
    for child in parent.childNodes:
        if _name(child) in names:
            yield child
        elif _name(child).endswith("-group"):
            yield from _children(child, *names)


def _cell(row: Node, column: int) -> Node:
    """Return a cell of its own, cut out of those that the file writes as one repeated."""
    position = 0
    for cell in _cells(row):
        repeated = int(cell.getAttribute("table:number-columns-repeated") or 1)
        if position <= column < position + repeated:
            _cut_out(row, cell, column - position, position + repeated - column - 1)
            return cell
        position += repeated
    raise NotTheGrid(f"Une ligne n’a pas de colonne {column + 1}.")


def _cut_out(row: Node, cell: Node, before: int, after: int) -> None:
    if before:
        row.insertBefore(_repeat(cell.cloneNode(deep=True), before), cell)
    if after:
        row.insertBefore(_repeat(cell.cloneNode(deep=True), after), cell.nextSibling)
    _repeat(cell, 1)


def _repeat(cell: Node, count: int) -> Node:
    if count > 1:
        cell.setAttribute("table:number-columns-repeated", str(count))
    elif cell.hasAttribute("table:number-columns-repeated"):
        cell.removeAttribute("table:number-columns-repeated")
    return cell


def _put(cell: Node, text: str) -> None:
    """Write a text into a cell, one paragraph a line."""
    _empty(cell)
    document = cell.ownerDocument
    cell.setAttribute("office:value-type", "string")
    cell.setAttribute("calcext:value-type", "string")
    for line in text.splitlines():
        paragraph = document.createElement("text:p")
        paragraph.appendChild(document.createTextNode(line))
        cell.appendChild(paragraph)


def _forget_computed(document: Node) -> None:
    for cell in document.getElementsByTagName("table:table-cell"):
        formula = cell.getAttribute("table:formula")
        if formula and not formula.startswith(CRITERIA_SHEET):
            _empty(cell)


def _empty(cell: Node) -> None:
    for name in COMPUTED:
        if cell.hasAttribute(name):
            cell.removeAttribute(name)
    for paragraph in [child for child in cell.childNodes if _name(child) == "text:p"]:
        cell.removeChild(paragraph)


def _name(node: Node) -> str:
    return getattr(node, "tagName", "")


def _text(cell: Node) -> str:
    found = cell.getElementsByTagName("text:p")
    return "".join(node.data for paragraph in found for node in paragraph.childNodes if node.nodeType == node.TEXT_NODE)


def _save(grid: Path, filled: Path, document: Node) -> None:
    """Copy the archive with the new content; the format wants its type first, and not compressed."""
    with zipfile.ZipFile(grid) as source, zipfile.ZipFile(filled, "w", zipfile.ZIP_DEFLATED) as target:
        for entry in source.infolist():
            content = document.toxml(encoding="utf-8") if entry.filename == CONTENT else source.read(entry)
            compression = zipfile.ZIP_STORED if entry.filename == MIMETYPE else zipfile.ZIP_DEFLATED
            target.writestr(entry.filename, content, compression)
