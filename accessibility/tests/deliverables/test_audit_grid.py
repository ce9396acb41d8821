"""The official grid: filled with what is proved, and counted by LibreOffice as we count."""

import shutil
import subprocess
import zipfile
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.dom.minidom import parseString

import pytest

from accessibility.deliverables import grid
from accessibility.deliverables.assessment import Assessment
from accessibility.evidence import Audit, StateRecord
from accessibility.tests.deliverables.handmade import AUDIT, SERVICE, assessed, signed

OFFICIAL = Path(__file__).with_name("data") / "rgaa4.1.2.modele-de-grille-d-audit.ods"
SOFFICE = shutil.which("soffice") or ""
CRITERIA, SHEETS = 106, 20


@cache
def tables(file: Path) -> dict[str, Any]:
    with zipfile.ZipFile(file) as archive:
        document = parseString(archive.read("content.xml"))  # noqa: S318 - our own file
    return {each.getAttribute("table:name"): each for each in document.getElementsByTagName("table:table")}


def cells(file: Path, table: str) -> list[list[str]]:
    """Return what the first columns of a sheet show."""
    return [expanded(row) for row in tables(file)[table].getElementsByTagName("table:table-row")]


def expanded(row: Any) -> list[str]:
    shown = [(cell, int(cell.getAttribute("table:number-columns-repeated") or 1)) for cell in row.childNodes]
    return [text(cell) for cell, repeated in shown for _ in range(min(repeated, 20))]


def text(cell: Any) -> str:
    lines = cell.getElementsByTagName("text:p")
    return "\n".join(
        "".join(node.data for node in line.childNodes if node.nodeType == node.TEXT_NODE) for line in lines
    )


def filled(directory: Path, assessment: Assessment) -> Path:
    file = directory / "grille.ods"
    grid.fill(OFFICIAL, file, assessment, SERVICE)
    return file


def with_pages(number: int) -> Audit:
    more = tuple(StateRecord(f"page-{each}", f"Page {each}", f"/page/{each}", "ff") for each in range(number - 3))
    return replace(AUDIT, states=(*AUDIT.states, *more))


def statuses(file: Path, sheet: str) -> dict[str, str]:
    return {row[1]: row[3] for row in cells(file, sheet)[3:109]}


@pytest.fixture(scope="module")
def of_three_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fill the grid once, with three verdicts that an auditor signed."""
    directory = tmp_path_factory.mktemp("grid")
    signed(directory, {"1.2": "NA", "3.2": "C", "3.3": "NC"})
    return filled(directory, assessed(directory))


def test_sheet_of_a_page_has_its_failures_and_absences_with_the_reason(of_three_pages: Path) -> None:
    page = statuses(of_three_pages, "P02")

    assert (page["11.1"], page["2.1"], page["1.1"]) == ("NC", "NA", "NT")
    assert statuses(of_three_pages, "P01")["11.1"] == "NT"
    rows = {row[1]: row for row in cells(of_three_pages, "P02") if len(row) > 6}
    assert rows["11.1"][5:7] == ["Le champ n’a pas d’étiquette. #code", ""]
    assert rows["1.2"][5:7] == ["", "Vu. (Camille Dupont)"]
    assert rows["2.1"][5:7] == ["", "Aucun élément «\u00a0iframe, frame\u00a0» dans les 5 affichages examinés."]


def test_signed_failure_is_filled_in_and_signed_compliance_left_for_the_auditor_to_enter(of_three_pages: Path) -> None:
    page = statuses(of_three_pages, "P01")

    assert (page["3.2"], page["3.3"]) == ("NT", "NC")


def test_sample_names_our_pages_and_no_example(of_three_pages: Path) -> None:
    sample = cells(of_three_pages, "Échantillon")

    assert sample[2][:2] == ["Date", "23/11/2026"]
    assert sample[8][:3] == ["P01", "Accueil", "https://inscription.example.fr/"]
    assert sample[11][:3] == ["P04", "", ""]
    assert not [row for row in sample if "www.site.fr" in " ".join(row)]


def test_all_else_of_the_file_stays_as_it_was(of_three_pages: Path) -> None:
    with zipfile.ZipFile(OFFICIAL) as before, zipfile.ZipFile(of_three_pages) as after:
        assert [entry.filename for entry in after.infolist()] == [entry.filename for entry in before.infolist()]
        assert after.infolist()[0].compress_type == zipfile.ZIP_STORED
        assert after.read("styles.xml") == before.read("styles.xml")


def test_pages_beyond_the_last_sheet_share_it(tmp_path: Path) -> None:
    sheets = grid.sheets(assessed(tmp_path, audit=with_pages(23)))

    assert [len(sheet.pages) for sheet in sheets] == [1] * 19 + [4]
    assert sheets[-1].name == "P20"


@pytest.mark.parametrize("content", [b"", b"not a spreadsheet"])
def test_another_file_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "other.ods").write_bytes(content)

    with pytest.raises(grid.NotTheGrid):
        grid.fill(tmp_path / "other.ods", tmp_path / "grille.ods", assessed(tmp_path), SERVICE)


def test_spreadsheet_without_the_sheets_of_the_grid_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.ods", "w") as archive:
        archive.writestr("content.xml", "<office/>")

    with pytest.raises(grid.NotTheGrid, match="P01"):
        grid.fill(tmp_path / "other.ods", tmp_path / "grille.ods", assessed(tmp_path), SERVICE)


@pytest.mark.skipif(not SOFFICE, reason="LibreOffice (soffice) n’est pas installé : rien ne recalcule la grille")
@pytest.mark.parametrize("pages", [3, 23], ids=["fewer pages than sheets", "more pages than sheets"])
def test_libreoffice_counts_as_we_do(tmp_path: Path, pages: int) -> None:
    audit = with_pages(pages)
    signed(tmp_path, {"3.2": "NC", "4.1": "NA", "9.1": "C"}, audit=audit)
    assessment = assessed(tmp_path, audit=audit)
    ours = grid.counts(assessment)

    counted = recalculated(filled(tmp_path, assessment), tmp_path)

    unused = SHEETS - len(grid.sheets(assessment))
    assert counted == {"C": 0, "NC": ours["NC"], "NA": ours["NA"], "NT": ours["NT"] + unused * CRITERIA}


def recalculated(file: Path, directory: Path) -> dict[str, int]:
    """Return the totals of the sheet « Synthèse » once LibreOffice has computed them."""
    profile = (directory / "profile").as_uri()
    out = directory / "recalculated"
    subprocess.run(  # noqa: S603 - the program found above
        [SOFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "ods:calc8", "--outdir", str(out),
         str(file)],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    rows = {row[1]: row for row in cells(out / file.name, "Synthèse")[5:10]}
    return {status: int(rows[status][16]) for status in ("C", "NC", "NA", "NT")}
