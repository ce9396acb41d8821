"""Layout: small windows, larger and wider spaced texts, both orientations, the order in which things are painted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from accessibility.checks.declared import Flaw, Remark, Seen, assisted, automatic, flaw, quoted
from accessibility.checks.scene import SMALLEST_HEIGHT, SMALLEST_WIDTH, USUAL, Scene, View

FACTS = "geometry"
SMALLEST = View("320 × 256 px", SMALLEST_WIDTH, SMALLEST_HEIGHT)
PORTRAIT, LANDSCAPE = View("portrait", 390, 844), View("paysage", 844, 390)
# WCAG 1.4.12: line height, space after paragraphs, between letters, between words.
SPACED = (
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; }"
    "p { margin-bottom: 2em !important; }"
)
DOUBLED = "html { font-size: 200% !important; }"

_TURNED_DEGREES = 30
_UPWARDS_PX = 24
_TALLEST_FIXED_SHARE = 0.34


@automatic(
    "petite-fenetre",
    "À 320 × 256 px, tout est là, sans défilement horizontal",
    rgaa="10.11",
    wcag="1.4.10",
    looks_at="body *",
)
def content_reflows(scene: Scene) -> Iterator[Seen]:
    """RGAA 10.11: no horizontal scrolling, nothing cut, nothing gone, nothing fixed that takes the window."""
    wide = scene.facts(FACTS)
    with scene.shown(SMALLEST):
        small = scene.now(FACTS)
    if small["scrollWidth"] > SMALLEST_WIDTH + 1:
        yield Flaw(
            f"La page fait {small['scrollWidth']} px de large dans une fenêtre de 320 px.", "html", test="10.11.1"
        )
    yield from _lost(small, "10.11.1", SMALLEST.name)
    for one in small["scrolling"]:
        yield flaw(one, "Ce bloc défile dans les deux sens à 320 px.", "10.11.1")
    for one in small["fixed"]:
        if one["height"] > SMALLEST_HEIGHT * _TALLEST_FIXED_SHARE:
            yield flaw(one, f"Ce bloc fixe prend {one['height']:.0f} px sur {SMALLEST_HEIGHT}.", "10.11.1")
    gone = [name for name in wide["controls"] if name not in small["controls"]]
    if gone:
        yield Flaw(f"À 320 px, ces commandes manquent\u00a0: {', '.join(gone[:5])}.", test="10.11.1")


@automatic(
    "texte-espace",
    "Avec les espacements demandés, aucun texte n’est coupé ou recouvert",
    rgaa="10.12",
    wcag="1.4.12",
    looks_at="body *",
)
def spaced_text_stays_whole(scene: Scene) -> Iterator[Seen]:
    """RGAA 10.12: the four spacings of WCAG at once, in a wide and in a small window."""
    for view in (USUAL, replace(SMALLEST, name="320 px", height=USUAL.height)):
        with scene.shown(view), scene.styled(SPACED):
            yield from _lost(scene.now(FACTS), "10.12.1", f"texte espacé, {view.name}")


@automatic(
    "texte-double",
    "À 200 %, aucun texte n’est coupé ou recouvert, et le zoom est permis",
    rgaa="10.4",
    wcag="1.4.4",
    looks_at="body *",
)
def doubled_text_stays_whole(scene: Scene) -> Iterator[Seen]:
    """RGAA 10.4: texts twice as large, and a viewport that lets people zoom."""
    with scene.styled(DOUBLED):
        facts = scene.now(FACTS)
    yield from _lost(facts, "10.4.1", "texte à 200 %")
    viewport = scene.facts("sheets")["viewport"].replace(" ", "")
    if "user-scalable=no" in viewport or "user-scalable=0" in viewport or "maximum-scale" in viewport:
        yield Flaw(f"La page empêche le zoom\u00a0: {viewport}.", "meta[name=viewport]", test="10.4.2")


@automatic("orientation", "La page se lit en portrait et en paysage", rgaa="13.9", wcag="1.3.4", looks_at="body")
def both_orientations_are_shown(scene: Scene) -> Iterator[Seen]:
    """RGAA 13.9: the same content, not turned, however the device is held."""
    shown = {}
    for view in (PORTRAIT, LANDSCAPE):
        with scene.shown(view):
            shown[view.name] = scene.now(FACTS)
        turned = max(map(abs, shown[view.name]["turn"]))
        if turned >= _TURNED_DEGREES or shown[view.name]["isSideways"]:
            yield Flaw(f"En {view.name}, la page est tournée de {turned}°.", "body", test="13.9.1")
    for kind in ("controls", "headings"):
        different = set(shown[PORTRAIT.name][kind]) ^ set(shown[LANDSCAPE.name][kind])
        if different:
            yield Flaw(f"Ceci dépend de l’orientation\u00a0: {', '.join(sorted(different)[:5])}.", test="13.9.1")


@automatic(
    "ordre-du-code",
    "L’ordre du code est celui de la lecture",
    rgaa="10.3",
    wcag="1.3.2",
    looks_at="p, li, h1, h2, h3, label, button",
)
def code_stands_in_reading_order(scene: Scene) -> Iterator[Seen]:
    """RGAA 10.3: in one column, what comes next in the code comes next on the page."""
    with scene.shown(replace(SMALLEST, height=USUAL.height)):
        column = scene.now(FACTS)["blocks"]
    yield from _out_of_order(column)
    yield from _out_of_order(scene.facts(FACTS)["blocks"])


def _out_of_order(blocks: Sequence[Mapping[str, Any]]) -> Iterator[Seen]:
    """Yield what is painted above or left of what the code places before it; a new column may begin higher up."""
    for before, after in pairwise(one for one in blocks if not one["inside"]):
        is_above = after["bottom"] <= before["top"] + 2 and before["top"] - after["top"] > _UPWARDS_PX
        is_beside = abs(after["top"] - before["top"]) < _UPWARDS_PX and after["right"] <= before["left"] + 2
        if (is_above and after["left"] < before["right"]) or is_beside:
            yield flaw(
                after,
                f"{quoted(after['text'])} est affiché avant {quoted(before['text'])}, que le code place avant.",
                "10.3.1",
            )


@assisted(
    "contenus-au-survol",
    "Contenus qui apparaissent au survol ou au focus",
    rgaa="10.13 10.14 12.11",
    wcag="1.4.13 2.1.1",
    looks_at="[title], [popover], details",
)
def contents_on_hover_are_shown(scene: Scene) -> Iterator[Seen]:
    """RGAA 10.13, 10.14, 12.11: what shows under the pointer shows with the focus too; the rest a person says."""
    sheets = scene.facts("sheets")
    for rule in sheets["hovering"]:
        if not rule["hasFocus"]:
            yield Flaw(f"{quoted(rule['rule'])} montre un contenu au survol seulement.", test="10.14.1")
    yield Remark(f"{len(sheets['hovering'])} règle de style montre un contenu au survol.")


def _lost(facts: Mapping[str, Any], test: str, how: str) -> Iterator[Seen]:
    kinds: Sequence[tuple[str, str]] = (
        ("cut", "coupé"),
        ("outside", "hors de la fenêtre"),
        ("overlapping", "recouvert"),
    )
    for kind, said in kinds:
        for one in facts[kind]:
            yield flaw(one, f"Texte {said} ({how})\u00a0: {quoted(one['text'])}.", test)
