"""Tries what must change nothing: filling a field. It comes last, since it touches the page."""

from collections.abc import Iterator

from accessibility.checks.declared import Seen, automatic, flaw, quoted
from accessibility.checks.scene import Scene


@automatic(
    "sans-changement-de-contexte",
    "Choisir, cocher ou taper ne change pas de page",
    rgaa="7.4 13.2",
    wcag="3.2.1 3.2.2",
    looks_at="input, select",
)
def input_changes_no_context(scene: Scene) -> Iterator[Seen]:
    """RGAA 7.4: each kind of field once: the focus and a new value leave page, focus and windows as they are."""
    for field in scene.facts("fields"):
        if not scene.site.is_new(("context", field["name"], scene.path)) or field["type"] == "file":
            continue
        former = _context(scene)
        outcome = scene.now("change", selector=field["selector"])
        if _context(scene) != former or outcome["sent"]:
            yield flaw(field, f"Remplir {quoted(field['label'])} envoie le formulaire ou change de page.", "7.4.1")
        elif not outcome["keepsFocus"]:
            yield flaw(field, f"Remplir {quoted(field['label'])} déplace le focus.", "7.4.1")


def _context(scene: Scene) -> tuple[str, int]:
    return scene.page.url, len(scene.page.context.pages)
