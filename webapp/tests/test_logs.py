"""What cannot be logged undoes nothing, and is not told elsewhere."""

import logging

import pytest
from flask import Flask

from webapp.tests.citizen import NIR, Citizen
from webapp.tests.conftest import FullDisk


def test_citizen_goes_on_while_the_disk_of_the_log_is_full(citizen: Citizen, full_disk: FullDisk) -> None:
    assert full_disk
    citizen.to_account()
    assert citizen.get("/compte").status_code == 200


def test_failure_that_cannot_be_logged_is_still_a_page(app: Flask, visitor: Citizen, full_disk: FullDisk) -> None:
    assert full_disk
    app.add_url_rule("/panne", "failing", lambda: 1 / 0)
    assert visitor.get("/panne").status_code == 500
    assert "Une erreur s’est produite de notre côté" in visitor.page


def test_line_of_a_library_that_cannot_be_written_is_not_told_elsewhere(
    full_disk: FullDisk, capfd: pytest.CaptureFixture[str]
) -> None:
    record = logging.LogRecord("library", logging.WARNING, "", 0, "typed: %s", (NIR,), None)
    logging.StreamHandler(full_disk).handle(record)
    assert NIR not in capfd.readouterr().err
