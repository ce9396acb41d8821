"""playwright.config: what it declares is what runs."""

from pathlib import Path

import pytest

from e2e import configuration
from e2e.configuration import FILE, RetriesRefused, Viewport

pytestmark = pytest.mark.machinery


def test_retries_are_refused(tmp_path: Path) -> None:
    (tmp_path / FILE.name).write_text(FILE.read_text(encoding="utf-8").replace("\nretries = 0\n", "\nretries = 1\n"))
    with pytest.raises(RetriesRefused, match="retries must be 0"):
        configuration.read(tmp_path / FILE.name)


@pytest.mark.parametrize(("zoom", "width"), [(25, 5120), (75, 1707), (100, 1280), (300, 427), (400, 320)])
def test_zoomed_window_shows_as_much_as_its_width_holds(zoom: int, width: int) -> None:
    assert Viewport(1280, 800).zoomed(zoom) == Viewport(width, 800)


def test_contexts_are_set_up_as_the_file_says(tmp_path: Path) -> None:
    said = FILE.read_text(encoding="utf-8").replace("width = 1280", "width = 999").replace('"fr-FR"', '"fr-BE"')
    (tmp_path / FILE.name).write_text(said)
    options = configuration.read(tmp_path / FILE.name).context_options
    assert (options["viewport"]["width"], options["locale"]) == (999, "fr-BE")
