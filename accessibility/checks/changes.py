"""What changes without a new page: titles, the focus, messages of status, and what must not change by itself."""

from collections.abc import Iterator, Mapping
from typing import Any

from accessibility.checks.declared import Flaw, Remark, Seen, assisted, automatic, flaw, quoted
from accessibility.checks.scene import Scene

WITNESS = "testimony"
ARRIVAL = "arrival"
_HEARD = "[role=status], [role=alert], [aria-live]"
_SMALL_CHANGE = 3


@automatic("titre-apres-echange", "Le titre change avec la page", rgaa="8.6", wcag="2.4.2")
def title_changes_with_the_page(scene: Scene) -> Iterator[Seen]:
    """RGAA 8.6: after each exchange of the whole content, a page with another heading has another title."""
    for swap in _swaps(scene, "pages"):
        before, after = swap["before"], swap["after"]
        if before["heading"] != after["heading"] and before["title"] == after["title"]:
            yield Flaw(
                f"{quoted(after['heading'])} garde le titre de la page d’avant\u00a0: {quoted(after['title'])}.",
                "title",
                test="8.6.1",
            )


@automatic(
    "focus-apres-echange",
    "Après un échange, le focus est au début du contenu ou sur les erreurs",
    rgaa="12.8 7.1",
    wcag="2.4.3",
)
def focus_goes_with_the_page(scene: Scene) -> Iterator[Seen]:
    """RGAA 12.8: after each exchange of the whole content, the focus is on its heading or its errors, never lost."""
    for swap in _swaps(scene, "pages"):
        focus, heading = swap["focus"], swap["after"]["heading"]
        if not focus["isInMain"] or not (focus["isMoved"] or focus["tag"] == "H1" or focus["id"] == "error-summary"):
            yield Flaw(
                f"À l’arrivée sur {quoted(heading)}, le focus est perdu ({focus['tag'] or 'nulle part'}).",
                "main",
                test="12.8.1",
            )


@automatic(
    "focus-sur-les-erreurs",
    "Le récapitulatif des erreurs reçoit le focus, et n’est lu qu’une fois",
    rgaa="12.8 11.10",
    wcag="2.4.3 3.3.1",
    looks_at="#error-summary",
)
def errors_take_the_focus(scene: Scene) -> Iterator[Seen]:
    """RGAA 12.8: the summary has the focus, and is no live region as well, which would say it twice."""
    summary = scene.facts("errors")["summary"]
    if summary is None:
        return
    if not summary["hasFocus"]:
        yield flaw(summary, "Le récapitulatif des erreurs ne reçoit pas le focus.", "12.8.1")
    if summary["isAlert"]:
        yield flaw(summary, "Ce récapitulatif prend le focus et est une alerte\u00a0: il est lu deux fois.", "7.5.2")


@automatic(
    "focus-initial",
    "Aucun champ ne prend le focus à l’arrivée",
    rgaa="12.8",
    wcag="2.4.3 3.2.1",
    looks_at="[autofocus]",
)
def nothing_grabs_the_focus(scene: Scene) -> Iterator[Seen]:
    """RGAA 12.8: only the heading or the errors may take the focus."""
    for one in scene.facts(ARRIVAL)["automatic"]:
        if not one["isHeading"] and not one["isSummary"]:
            yield flaw(one, "Cet élément prend le focus à l’arrivée, sans qu’on ait lu ce qui précède.", "12.8.1")


@automatic("messages-de-statut", "Un changement dans la page est annoncé", rgaa="7.5", wcag="4.1.3", looks_at=_HEARD)
def changes_are_announced(scene: Scene) -> Iterator[Seen]:
    """RGAA 7.5: what a gesture changes is said in a live region that stood there before it."""
    for swap in _swaps(scene, "regions"):
        words = set(swap["after"]["text"].split()) ^ set(swap["before"]["text"].split())
        is_change = len(words) > _SMALL_CHANGE or swap["before"]["isPressed"]
        if is_change and not swap["said"]:
            yield Flaw(f"{quoted(swap['before']['trigger'])} change la page sans rien annoncer.", test="7.5.1")
        for said in swap["said"]:
            if not said["isRightRole"]:
                yield Flaw(f"{quoted(said['text'][:80])} est annoncé sans role=status ni aria-atomic.", test="7.5.1")


@automatic(
    "zones-de-statut",
    "Les zones de statut sont prêtes, et ne contiennent que du texte",
    rgaa="7.5",
    wcag="4.1.3",
    looks_at=_HEARD,
)
def live_regions_are_sound(scene: Scene) -> Iterator[Seen]:
    """RGAA 7.5: role=status, or polite and atomic; an error role=alert, or assertive and atomic; no control inside."""
    for region in scene.facts(ARRIVAL)["live"]:
        is_plain = region["role"] in ("status", "alert", "log") and not region["live"]
        polite = region["live"] == "off" or (region["live"] and region["atomic"] == "true")
        if not is_plain and not polite:
            yield flaw(region, "Cette zone vivante n’a ni rôle, ni aria-live avec aria-atomic.", "7.5.1")
        if region["controls"]:
            yield flaw(region, "Une zone de statut contient des commandes.", "7.5.1")
    for one in scene.facts("errors")["alerts"]:
        if one["isFocused"]:
            yield flaw(one, "Cette alerte prend aussi le focus\u00a0: elle est lue deux fois.", "7.5.2")
    for kind, identifier in _expected_regions(scene):
        if not scene.page.locator(f"#{identifier}[role=status]").count():
            yield Flaw(f"La zone de statut {kind} manque ou n’a pas de rôle.", f"#{identifier}", test="7.5.1")


@assisted("annonces", "Ce qui a été annoncé, à relire", rgaa="7.5", wcag="4.1.3", looks_at=_HEARD)
def announcements_are_shown(scene: Scene) -> Iterator[Seen]:
    """RGAA 7.5: whether what is said is right, a person says."""
    for swap in _swaps(scene, "regions"):
        for said in swap["said"]:
            yield Remark(f"{quoted(swap['before']['trigger'])}\u00a0: annoncé {quoted(said['text'][:160])}.")


def _swaps(scene: Scene, kind: str) -> list[Mapping[str, Any]]:
    """Return what the witness noted of swaps in this document, up to the arrival in this state."""
    return list((scene.facts(WITNESS) or {}).get(kind, ()))


def _expected_regions(scene: Scene) -> Iterator[tuple[str, str]]:
    """Yield the live regions that must stand ready for what this page's buttons change."""
    for field, kind, identifier in (
        ("captcha", "du contrôle de sécurité", "captcha-status"),
        ("email", "de l’adresse", "email-suggestion"),
        ("postcode", "des communes", "towns-status"),
    ):
        named = [one for one in scene.facts("fields") if one["name"] == field]
        if named and not (field == "email" and "franceconnect" in scene.path):
            yield kind, identifier
    if any(one["autocomplete"] == "new-password" for one in scene.facts("fields")):
        yield "du mot de passe", "password-status"
