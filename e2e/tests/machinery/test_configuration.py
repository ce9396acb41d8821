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


@pytest.mark.parametrize(
    ("zoom", "width", "height"),
    [(25, 5120, 3200), (75, 1707, 1067), (100, 1280, 800), (300, 427, 267), (400, 320, 200)],
)
def test_zoomed_window_shows_as_much_as_its_pixels_hold(zoom: int, width: int, height: int) -> None:
    assert Viewport(1280, 800).zoomed(zoom) == Viewport(width, height)


def test_contexts_are_set_up_as_the_file_says(tmp_path: Path) -> None:
    said = FILE.read_text(encoding="utf-8").replace("width = 1280", "width = 999").replace('"fr-FR"', '"fr-BE"')
    (tmp_path / FILE.name).write_text(said)
    options = configuration.read(tmp_path / FILE.name).context_options
    assert (options["viewport"]["width"], options["locale"]) == (999, "fr-BE")
