"""Contrast between two colours, and between two pictures of the same place."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageChops

Colour = Sequence[float]

GRAPHIC = 3.0
TEXT = 4.5
_LARGE_PX, _LARGE_BOLD_PX, _BOLD = 24.0, 18.66, 700
_LINEAR_UNDER = 0.04045
_HIGHEST = 255
_SEEN_DIFFERENCE = 12


def ratio(one: Colour, other: Colour) -> float:
    """Return the contrast of two opaque colours, from 1 to 21 (WCAG 2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def least_for_text(size_px: float, weight: int) -> float:
    """Return the contrast that a text of this size and weight needs (RGAA 3.2)."""
    is_large = size_px >= _LARGE_PX or (size_px >= _LARGE_BOLD_PX and weight >= _BOLD)
    return GRAPHIC if is_large else TEXT


def written(colour: Colour) -> str:
    """Return a colour as designers write it."""
    return "#" + "".join(f"{round(part):02x}" for part in colour[:3])


def changed_pixels(one: bytes, other: bytes) -> tuple[int, int]:
    """Return how many pixels differ between two pictures of one size, and how many of these by 3 to 1 at least."""
    first, second = (Image.open(BytesIO(picture)).convert("RGB") for picture in (one, other))
    difference = (
        ImageChops.difference(first, second)
        .convert("L")
        .point(lambda value: _HIGHEST * (value > _SEEN_DIFFERENCE // 3))
    )
    area = difference.getbbox()
    if area is None:
        return 0, 0
    pairs = [
        (here, there)
        for here, there, differs in zip(
            *(picture.crop(area).get_flattened_data() for picture in (first, second, difference)), strict=True
        )
        if differs
    ]
    known = {pair: ratio(*pair) >= GRAPHIC for pair in set(pairs)}
    return len(pairs), sum(known[pair] for pair in pairs)


def _luminance(colour: Colour) -> float:
    red, green, blue = (_linear(part / _HIGHEST) for part in colour[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= _LINEAR_UNDER else float(((part + 0.055) / 1.055) ** 2.4)
