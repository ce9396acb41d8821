"""Time: limits and what is done about them, and what moves."""

import re
from collections.abc import Iterator

from accessibility.checks.declared import Flaw, Remark, Seen, assisted, automatic, flaw, quoted
from accessibility.checks.scene import Scene

FACTS = "sheets"
_LIMIT = re.compile(r"(valable|pendant|expir|valid|only once)[^.]{0,20}?\d+\s+minutes", re.IGNORECASE)
_WAY_OUT = re.compile(r"autre code|renvoyer|demander|recevoir|recommencer|another code|ask|start again", re.IGNORECASE)
_FLASHING_MS = 334
_DRAGGED = "[draggable=true], input[type=range], canvas, map"


@automatic(
    "limite-de-temps",
    "Une limite de temps se recommence, et rien ne se recharge seul",
    rgaa="13.1",
    wcag="2.2.1",
    looks_at="meta[http-equiv=refresh]",
)
def limits_can_be_renewed(scene: Scene) -> Iterator[Seen]:
    """RGAA 13.1: no page reloads by itself; where an answer has its time, a button gives a new one."""
    for content in scene.facts(FACTS)["refreshes"]:
        yield Flaw(
            f"La page se recharge ou s’en va seule (meta refresh {content}).", "meta[http-equiv=refresh]", test="13.1.2"
        )
    limits = [one for one in scene.facts("structure")["blocks"] if _LIMIT.search(one["text"])]
    fields = [one for one in scene.facts("fields") if one["name"] in ("code", "captcha")]
    buttons = " ".join(one["content"] for one in scene.facts("links")["buttons"])
    if limits and fields and not _WAY_OUT.search(buttons):
        yield flaw(limits[0], "Cette limite de temps n’a pas de bouton qui la renouvelle.", "13.1.1")
    if fields and not limits:
        yield flaw(fields[0], "La durée pendant laquelle ce code est bon n’est pas dite.", "13.1.1")


@assisted("limites-a-relire", "Limites de temps dites, à relire", rgaa="13.1", wcag="2.2.1")
def limits_are_shown(scene: Scene) -> Iterator[Seen]:
    """RGAA 13.1: whether each limit is told in time, a person says."""
    for block in scene.facts("structure")["blocks"]:
        if _LIMIT.search(block["text"]) and scene.site.is_new(("limit", block["text"][:60])):
            yield Remark(quoted(block["text"][:200]))


@automatic(
    "mouvement", "Rien ne bouge sans fin, rien ne clignote", rgaa="13.7 13.8", wcag="2.2.2 2.3.1", looks_at="body *"
)
def nothing_moves_for_ever(scene: Scene) -> Iterator[Seen]:
    """RGAA 13.7, 13.8: no animation longer than five seconds, none that flashes more than three times a second."""
    for one in scene.facts(FACTS)["endless"]:
        is_flashing = one["duration"] < _FLASHING_MS
        told = "clignote plus de trois fois par seconde" if is_flashing else "bouge sans fin"
        yield flaw(one, f"Cet élément {told}, sans moyen de l’arrêter.", "13.7.1" if is_flashing else "13.8.1")


@assisted(
    "gestes",
    "Gestes, glisser-déposer et mouvements de l’appareil",
    rgaa="13.10 13.12",
    wcag="2.5.1 2.5.4 2.5.7",
    looks_at=_DRAGGED,
)
def gestures_are_shown(scene: Scene) -> Iterator[Seen]:
    """RGAA 13.10, 13.12, WCAG 2.5.7: what can be dragged; a person confirms that no gesture or motion is asked for."""
    dragged = scene.count({"dragged": _DRAGGED})["dragged"]
    listened = (scene.facts("testimony") or {}).get("drags", ())
    if not dragged and not listened:
        yield Remark("Aucun élément à glisser, curseur ni carte\u00a0; aucun script n’écoute un glissement.")
        return
    heard = ", ".join(listened) or "aucun"
    yield Remark(f"{dragged} élément(s) à glisser, curseur ou carte\u00a0; glissements écoutés\u00a0: {heard}.")
