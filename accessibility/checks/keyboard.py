"""The keyboard: where Tab goes, in which order, whether it comes out again, and whether the focus is seen."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from playwright.sync_api import FloatRect

from accessibility.checks import contrast
from accessibility.checks.colours import SCHEMES
from accessibility.checks.declared import Flaw, Seen, automatic, flaw, quoted
from accessibility.checks.scene import FORCED, Scene

LOOK = "look"
TABS = "tabs"
# A player of sound has several stops inside.
_MOST_PRESSES_ON_ONE = 9
_UPWARDS_PX = 20
_MARGIN_PX = 8
_LEAST_OF_OUTLINE = 0.8
_MOST_TABS = 150
_INVISIBLE_PX = 2

Stop = Mapping[str, Any]


@dataclass(frozen=True)
class Walk:
    """Where Tab leads from the top of the page.

    Attributes:
        stops: in their order, each once.
        held: the control that keeps the focus; None where Tab comes out again.
        backwards: the selector of where Shift+Tab goes from the last stop; "" where there is none.

    """

    stops: Sequence[Stop]
    held: Stop | None
    backwards: str


@automatic(
    "ordre-du-focus",
    "Tab suit l’ordre du code et de la lecture",
    rgaa="12.8 10.3",
    wcag="2.4.3",
    looks_at="a[href], button, input, select",
)
def focus_follows_reading(scene: Scene) -> Iterator[Seen]:
    """RGAA 12.8: from one stop to the next, onwards in the code and down the page; no tabindex changes that."""
    for one in scene.facts("arrival")["ordered"]:
        yield flaw(one, "Un tabindex positif change l’ordre du focus.", "12.8.1")
    for before, after in pairwise(_walked(scene).stops):
        if after["order"] < before["order"]:
            yield flaw(
                after,
                f"Tab revient en arrière dans le code, de {quoted(before['text'])} à {quoted(after['text'])}.",
                "12.8.1",
            )
        is_above = _bottom(after) <= _top(before) and _top(before) - _top(after) > _UPWARDS_PX
        if is_above and after["box"]["left"] < before["box"]["right"]:
            yield flaw(after, f"Tab remonte de {quoted(before['text'])} à {quoted(after['text'])}.", "12.8.1")


@automatic(
    "sans-piege",
    "Tab entre partout et ressort de partout",
    rgaa="12.9 7.3",
    wcag="2.1.2 2.1.1",
    looks_at="a[href], button, input, select, audio",
)
def keyboard_is_not_trapped(scene: Scene) -> Iterator[Seen]:
    """RGAA 12.9, 7.3: Tab reaches every control that is shown, leaves it again, and Shift+Tab goes back."""
    walk = _walked(scene)
    stops = walk.stops
    if walk.held:
        yield flaw(walk.held, f"Tab ne quitte pas {quoted(walk.held['text'])}.", "12.9.1")
        return
    reached = {stop["selector"] for stop in stops}
    for one in scene.facts("reachable"):
        if one["selector"] not in reached:
            yield flaw(one, f"Tab n’atteint pas {quoted(one['text'])}.", "7.3.1")
    if len(stops) > 1 and walk.backwards != stops[-2]["selector"]:
        yield flaw(stops[-1], f"Depuis {quoted(stops[-1]['text'])}, Maj+Tab ne revient pas en arrière.", "12.9.1")


@automatic(
    "focus-non-masque",
    "Rien ne recouvre ce qui a le focus",
    rgaa="10.7",
    wcag="2.4.11 2.4.7",
    looks_at="a[href], button, input, select",
)
def focus_is_not_obscured(scene: Scene) -> Iterator[Seen]:
    """WCAG 2.4.11: at least one of five points of what has the focus is not under something else."""
    for stop in _walked(scene).stops:
        if stop["box"]["width"] > _INVISIBLE_PX and not stop["hit"]:
            yield flaw(stop, f"{quoted(stop['text'])} a le focus et est entièrement masqué.", "10.7.1")


@automatic(
    "focus-visible",
    "Le focus se voit, avec un contraste de 3:1",
    rgaa="10.7",
    wcag="2.4.7 1.4.11",
    looks_at="a[href], button, input, select",
    engines="chromium",  # the window of an automated Firefox is not the active one: it paints no focus
)
def focus_is_visible(scene: Scene) -> Iterator[Seen]:
    """RGAA 10.7: pictures of each look of control with and without the focus, in light, dark and imposed colours."""
    for stop in _walked(scene).stops:
        if stop["box"]["width"] <= _INVISIBLE_PX:
            yield flaw(stop, f"{quoted(stop['text'])} a le focus et ne se voit pas.", "10.7.1")
    for view in (*SCHEMES, FORCED):
        with scene.shown(view):
            scene.page.keyboard.press("Tab")  # the focus is shown to those who use the keyboard
            for look in scene.now("focusable"):
                if scene.site.is_new(("focus", view.name, *look["look"])):
                    yield from _unmarked(scene, look["selector"], view.name)


@automatic(
    "liens-d-evitement",
    "Le lien d’accès rapide vient en premier, se voit et mène au contenu",
    rgaa="12.7",
    wcag="2.4.1",
    looks_at=".fr-skiplinks a",
    engines="chromium",  # after the walk, Tab begins again in an automated Firefox; e2e/ follows the link in each
)
def skip_link_skips(scene: Scene) -> Iterator[Seen]:
    """RGAA 12.7: the first press of Tab shows it; once followed, Tab goes on inside the content."""
    stops = _walked(scene).stops
    if not stops or not stops[0]["selector"] or "#main" not in stops[0]["html"]:
        yield Flaw("Le premier élément atteint par Tab n’est pas «\u00a0Aller au contenu\u00a0».", test="12.7.1")
        return
    scene.now("focus")
    scene.page.keyboard.press("Tab")
    scene.page.keyboard.press("Enter")
    scene.now("rest")
    scene.page.keyboard.press("Tab")
    landed = scene.now(LOOK)
    has_controls = any(one["isInMain"] for one in scene.facts("reachable"))
    if has_controls and not (landed and scene.now("arrival")["isInMain"]):
        yield flaw(stops[0], "Après le lien d’accès rapide, Tab ne va pas dans le contenu.", "12.7.1")


def _unmarked(scene: Scene, selector: str, how: str) -> Iterator[Seen]:
    """Say whether the focus of one control cannot be told by eye, if its look is a new one."""
    scene.now("bring", selector=selector)
    scene.now("focus", selector=selector)
    scene.settle()
    focused = scene.now(LOOK)
    if not focused:
        return
    place = _clip(focused["box"], scene)
    with_focus = scene.page.screenshot(clip=place, caret="hide")
    scene.page.evaluate("document.activeElement.blur()")
    scene.settle()
    changed, clear = contrast.changed_pixels(with_focus, scene.page.screenshot(clip=place, caret="hide"))
    box = focused["box"]
    if changed == 0:
        yield flaw(focused, f"Rien ne montre que {quoted(focused['text'])} a le focus ({how}).", "10.7.1")
    elif clear < _LEAST_OF_OUTLINE * (min(box["width"], place["width"]) + min(box["height"], place["height"])):
        yield flaw(
            focused,
            f"Le focus de {quoted(focused['text'])} se voit à peine\u00a0: {clear} points à 3:1 ({how}).",
            "10.7.1",
        )


def _clip(box: Mapping[str, float], scene: Scene) -> FloatRect:
    window = scene.page.viewport_size or {"width": 0, "height": 0}
    left, top = max(0.0, box["left"] - _MARGIN_PX), max(0.0, box["top"] - _MARGIN_PX)
    right = min(float(window["width"]), box["right"] + _MARGIN_PX)
    bottom = min(float(window["height"]), box["bottom"] + _MARGIN_PX)
    return {"x": left, "y": top, "width": max(1.0, right - left), "height": max(1.0, bottom - top)}


def _walked(scene: Scene) -> Walk:
    """Return where Tab leads in the usual window; walking there once."""
    return scene.remembered(TABS, _walk)  # type: ignore[no-any-return]


def _walk(scene: Scene) -> Walk:
    """Press Tab from the top of the page until the page is left, or until one control keeps the focus."""
    scene.now("focus")
    stops: list[Stop] = []
    held: Stop | None = None
    presses = 0
    for _ in range(_MOST_TABS):
        scene.page.keyboard.press("Tab")
        stop = scene.now(LOOK)
        if stop is None or (stops and len(stops) > 1 and stop["selector"] == stops[0]["selector"]):
            break
        is_same = bool(stops) and stop["selector"] == stops[-1]["selector"]
        presses = presses + 1 if is_same else 0
        if presses > _MOST_PRESSES_ON_ONE or any(stop["selector"] == one["selector"] for one in stops[:-1]):
            held = stop
            break
        if not is_same:
            stops.append(stop)
    return Walk(tuple(stops), held, _step_back(scene, stops))


def _step_back(scene: Scene, stops: Sequence[Stop]) -> str:
    """Return where Shift+Tab goes from the last stop."""
    if not stops:
        return ""
    scene.now("focus", selector=stops[-1]["selector"])
    scene.page.keyboard.press("Shift+Tab")
    stop = scene.now(LOOK)
    return stop["selector"] if stop else ""


def _top(stop: Stop) -> float:
    return float(stop["box"]["top"] + stop["scrolled"])


def _bottom(stop: Stop) -> float:
    return float(stop["box"]["bottom"] + stop["scrolled"])
