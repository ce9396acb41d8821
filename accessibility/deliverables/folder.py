"""Writes every deliverable of an audit into its directory."""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from accessibility.deliverables import ara, declaration, earl, grid, report
from accessibility.deliverables.assessment import Assessment
from accessibility.deliverables.service import Service

FILLED_GRID = "grille.ods"


def write(assessment: Assessment, service: Service, directory: Path, today: date) -> tuple[Path, ...]:
    """Write all documents but the grid, and return their files."""
    files = []
    for name, text in _documents(assessment, service, directory, today):
        file = directory / name
        file.write_text(text, encoding="utf-8")
        files.append(file)
    return tuple(files)


def write_grid(assessment: Assessment, service: Service, directory: Path, official: Path) -> Path:
    """Fill the official grid that an auditor gives, and return the copy. Raises grid.NotTheGrid."""
    filled = directory / FILLED_GRID
    grid.fill(official, filled, assessment, service)
    return filled


def _documents(assessment: Assessment, service: Service, directory: Path, today: date) -> Iterator[tuple[str, str]]:
    yield "index.html", report.html(assessment, directory)
    yield "wcag22.html", report.beyond_html(assessment, directory)
    yield "declaration.html", declaration.draft(assessment, service, today)
    yield "declaration.json", _json(ara.declaration(assessment, service))
    yield "criteres.csv", ara.table(assessment)
    yield "ara-report.json", _json(ara.report(assessment, service))
    yield "earl.jsonld", _json(earl.document(assessment, service))


def _json(content: Mapping[str, Any]) -> str:
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"
