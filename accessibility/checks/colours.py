"""Colours: of fields, of texts under the pointer and with the focus, in light, dark and imposed colours."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from accessibility.checks import contrast
from accessibility.checks.declared import Flaw, Remark, Seen, assisted, automatic, flaw, quoted
from accessibility.checks.scene import DARK, FORCED, USUAL, Scene, View
from e2e.engines import Capability

FACTS = "colours"
LOOK = "look"
SCHEMES = (USUAL, replace(DARK, width=USUAL.width, height=USUAL.height))

_COLOUR_WORDS = re.compile(
    r"\b(en|au|le|la|les|bouton|texte|champs?|marqués?|lignes?|point|astérisque|étoile)\s+"
    r"(rouges?|verte?s?|bleue?s?|oranges?|grise?s?|jaunes?|noire?s?)\b",
    re.IGNORECASE,
)
_PLACES = re.compile(
    r"\b(ci-dessous|ci-dessus|ci-contre|à droite|à gauche|en haut|en bas|au-dessus|au-dessous|plus bas|plus haut"
    r"|bouton rond|carré|grand bouton)\b",
    re.IGNORECASE,
)
_ONLY_PLACES = re.compile(
    r"\b(bouton|champ|lien|case)s?\s+(de droite|de gauche|rond|carré|du bas|du haut)\b", re.IGNORECASE
)


@automatic(
    "contraste-des-champs",
    "Le bord des champs se voit (3:1), en clair et en sombre",
    rgaa="3.3",
    wcag="1.4.11",
    looks_at="input, select, textarea",
)
def fields_stand_out(scene: Scene) -> Iterator[Seen]:
    """RGAA 3.3: the border of a field, or its ground, against what is around it."""
    for view in scene.possible(SCHEMES):
        with scene.shown(view):
            for field in scene.now(FACTS)["fields"]:
                measured = max((contrast.ratio(colour, field["around"]) for colour in _edges(field)), default=1.0)
                if measured < contrast.GRAPHIC:
                    yield flaw(field, f"Le bord de ce champ a un contraste de {measured:.2f}:1 ({view.name}).", "3.3.1")


@automatic(
    "contraste-des-signes",
    "Les signes des messages se voient (3:1)",
    rgaa="3.3",
    wcag="1.4.11",
    looks_at=".fr-alert svg, .fr-message svg",
)
def signs_stand_out(scene: Scene) -> Iterator[Seen]:
    """RGAA 3.3: a sign that goes with a message, against its ground."""
    for view in scene.possible(SCHEMES):
        with scene.shown(view):
            for icon in scene.now(FACTS)["icons"]:
                measured = contrast.ratio(icon["colour"], icon["around"])
                if measured < contrast.GRAPHIC:
                    yield flaw(icon, f"Ce signe a un contraste de {measured:.2f}:1 ({view.name}).", "3.3.2")


@automatic(
    "contraste-des-etats",
    "Le texte reste lisible sous le pointeur et avec le focus",
    rgaa="3.2",
    wcag="1.4.3",
    looks_at="a[href], button",
)
def texts_stay_readable_in_every_state(scene: Scene) -> Iterator[Seen]:
    """RGAA 3.2: texts to press, with the pointer on them and with the focus, once a look."""
    for view in scene.possible(SCHEMES):
        with scene.shown(view):
            scene.page.keyboard.press("Tab")  # the focus is shown to those who use the keyboard
            for look in scene.now("pressable"):
                if scene.site.is_new((view.scheme, *look["look"])):
                    yield from _unreadable(scene, look["selector"], view)


@automatic(
    "couleurs-imposees",
    "Avec des couleurs imposées par le système, bords et cases se voient",
    rgaa="3.3",
    wcag="1.4.11 1.4.1",
    looks_at="input, select, button",
    needs=Capability.FORCED_COLOURS,
)
def imposed_colours_keep_shapes(scene: Scene) -> Iterator[Seen]:
    """Fields and buttons keep a border, since grounds and shadows go; no part keeps its own colours."""
    with scene.shown(FORCED):
        facts = scene.now(FACTS)
    for field in facts["fields"]:
        if not any(border["width"] for border in field["borders"]):
            yield flaw(field, "Avec des couleurs imposées, ce champ n’a plus de bord.", "3.3.1")
    for button in facts["buttons"]:
        if not button["border"]:
            yield flaw(
                button,
                f"Avec des couleurs imposées, {quoted(button['text'])} n’a plus l’aspect d’un bouton.",
                "3.3.1",
            )
    for one in facts["unadjusted"]:
        yield flaw(one, "Cet élément garde ses couleurs contre celles du système.")


@automatic(
    "couleurs-declarees",
    "Couleur de texte et couleur de fond sont déclarées ensemble",
    rgaa="10.5",
    wcag="1.4.3",
    looks_at="body",
)
def colours_are_declared_together(scene: Scene) -> Iterator[Seen]:
    """RGAA 10.5: who gives a text its colour gives it a ground too."""
    sheets = scene.facts("sheets")
    if sheets["coloursText"] != sheets["coloursGround"]:
        yield Flaw(
            "Le corps de la page déclare la couleur du texte ou celle du fond, pas les deux.", "body", test="10.5.1"
        )
    for rule in sheets["halfColoured"]:
        yield Flaw(f"{quoted(rule)} déclare une couleur de texte sans fond.", test="10.5.1")


@automatic(
    "mots-de-couleur",
    "Aucune consigne ne tient à une couleur ou à une place",
    rgaa="3.1 10.9",
    wcag="1.4.1 1.3.3",
    looks_at="p, li, label",
)
def no_instruction_rests_on_colour(scene: Scene) -> Iterator[Seen]:
    """RGAA 3.1, 10.9: « the fields in red », « the button on the right » tell nothing to who does not see them."""
    for block in scene.facts("structure")["blocks"]:
        if _COLOUR_WORDS.search(block["text"]):
            yield flaw(block, f"Cette consigne tient à une couleur\u00a0: {quoted(block['text'][:120])}.", "3.1.1")
        if _ONLY_PLACES.search(block["text"]):
            yield flaw(
                block,
                f"Cette consigne tient à une forme ou à une place\u00a0: {quoted(block['text'][:120])}.",
                "10.9.1",
            )


@assisted(
    "consignes-de-place",
    "Consignes qui parlent d’une place, à relire",
    rgaa="10.9 10.10",
    wcag="1.3.3",
    looks_at="p, li, label",
)
def places_are_shown(scene: Scene) -> Iterator[Seen]:
    """RGAA 10.9, 10.10: whether something else than the place is said too, a person says."""
    for block in scene.facts("structure")["blocks"]:
        if _PLACES.search(block["text"]) and scene.site.is_new(("place", block["text"][:80])):
            yield Remark(quoted(block["text"][:200]))


def _edges(field: Mapping[str, Any]) -> list[contrast.Colour]:
    """Return the colours that tell a field from what is around it: the border of all four sides, or its ground."""
    borders = [border["colour"] for border in field["borders"] if border["width"] >= 1]
    weakest = min(borders, key=lambda colour: contrast.ratio(colour, field["around"]), default=None)
    return [field["fill"], *([weakest] if weakest and len(borders) == len(field["borders"]) else [])]


def _unreadable(scene: Scene, selector: str, view: View) -> Iterator[Seen]:
    box = scene.now("bring", selector=selector)
    if box:
        scene.page.mouse.move(*box)
        scene.settle()
        yield from _unreadable_now(scene, selector, f"sous le pointeur, {view.name}")
    scene.page.mouse.move(0, 0)
    scene.now("focus", selector=selector)
    scene.settle()
    yield from _unreadable_now(scene, selector, f"avec le focus, {view.name}")


def _unreadable_now(scene: Scene, selector: str, state: str) -> Iterator[Seen]:
    look = scene.now(LOOK, selector=selector)
    if not look or not look["text"]:
        return
    measured = contrast.ratio(look["colour"], look["fill"])
    if measured < contrast.least_for_text(look["sizePx"], look["weight"]):
        colours = f"{contrast.written(look['colour'])} sur {contrast.written(look['fill'])}"
        yield flaw(look, f"{quoted(look['text'][:40])} {state}\u00a0: {measured:.2f}:1 ({colours}).", "3.2.1")
