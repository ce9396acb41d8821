"""The arithmetic of contrast, against the values that WCAG gives."""

from io import BytesIO

import pytest
from PIL import Image

from accessibility.checks import contrast

BLACK, WHITE, GREY = (0, 0, 0), (255, 255, 255), (119, 119, 119)


def picture(*colours: tuple[int, int, int]) -> bytes:
    """Return a picture of one row of pixels."""
    image = Image.new("RGB", (len(colours), 1))
    image.putdata(colours)
    kept = BytesIO()
    image.save(kept, "PNG")
    return kept.getvalue()


@pytest.mark.parametrize(
    ("one", "other", "expected"), [(BLACK, WHITE, 21.0), (WHITE, BLACK, 21.0), (GREY, WHITE, 4.48), (WHITE, WHITE, 1.0)]
)
def test_contrast_of_two_colours(one: contrast.Colour, other: contrast.Colour, expected: float) -> None:
    assert contrast.ratio(one, other) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    ("size_px", "weight", "least"), [(16, 400, 4.5), (16, 700, 4.5), (18.7, 700, 3), (24, 400, 3), (23, 400, 4.5)]
)
def test_large_and_bold_texts_need_less(size_px: float, weight: int, least: float) -> None:
    assert contrast.least_for_text(size_px, weight) == least


def test_pixels_that_change_are_counted_with_those_that_change_clearly() -> None:
    before = picture(WHITE, WHITE, WHITE, WHITE)
    after = picture(WHITE, BLACK, (200, 200, 200), WHITE)
    assert contrast.changed_pixels(before, after) == (2, 1)


def test_same_picture_has_no_changed_pixel() -> None:
    assert contrast.changed_pixels(picture(GREY), picture(GREY)) == (0, 0)
