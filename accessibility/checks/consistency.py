"""What is the same on every page: navigation, help, names of buttons, and what a citizen has answered already."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from accessibility.checks.declared import Flaw, Remark, Seen, assisted, automatic, flaw, quoted
from accessibility.checks.forms import FACTS, FIELDS, SECRETS, purpose_of
from accessibility.checks.scene import Scene
from e2e.pages import CodeStep, ContactStep, IdentityStep, SituationStep
from e2e.wording import has_page, path_of


@automatic(
    "navigation-constante",
    "Navigation et zones sont les mêmes, dans le même ordre, sur toutes les pages",
    rgaa="12.2",
    wcag="3.2.3",
    looks_at="nav a[href]",
)
def navigation_stays_the_same(scene: Scene) -> Iterator[Seen]:
    """RGAA 12.2: the links of each navigation, and the order of the zones, are those of the first page seen."""
    facts = scene.facts("navigation")
    for one in facts["navigations"]:
        known = scene.site.first(("navigation", one["name"]), one["links"])
        if known != one["links"]:
            yield flaw(one, f"{quoted(one['name'])} n’a pas les mêmes liens qu’ailleurs, dans le même ordre.", "12.2.1")
    for about in ("zones", "header"):
        known = scene.site.first((about,), facts[about])
        if known != facts[about]:
            yield Flaw(
                f"L’ordre de la page change\u00a0: {' '.join(facts[about])} au lieu de {' '.join(known)}.",
                test="12.2.1",
            )
    names = [one["name"] for one in facts["navigations"] if not one["isInMain"]]
    if scene.site.first(("navigations",), names) != names:
        yield Flaw("Une navigation manque ou a changé de place.", test="12.2.1")


@automatic(
    "aide-constante", "L’aide est au même endroit sur toutes les pages", wcag="3.2.6", looks_at="a[href^='/aide']"
)
def help_stays_in_its_place(scene: Scene) -> Iterator[Seen]:
    """WCAG 3.2.6: the link to the help stands at one place of the footer; each step has its own, at one place."""
    facts = scene.facts("navigation")
    if not facts["help"]:
        yield Flaw("Aucun lien du pied de page ne mène à l’aide.")
    elif scene.site.first(("help",), facts["help"]) != facts["help"]:
        yield Flaw(f"Le lien d’aide a changé de place\u00a0: {facts['help']}.")
    if facts["isStep"]:
        known = scene.site.first(("step help",), facts["stepHelp"])
        if not facts["stepHelp"] or known != facts["stepHelp"]:
            yield Flaw(f"L’aide de l’étape n’est pas à sa place\u00a0: {quoted(facts['stepHelp'])}.")


@assisted("chemins", "Façons de trouver une page", rgaa="12.1", wcag="2.4.5", looks_at="a[href]")
def ways_to_pages_are_shown(scene: Scene) -> Iterator[Seen]:
    """RGAA 12.1: the navigations of a page; the steps of a sign-up are an exception, a person says."""
    for one in scene.facts("navigation")["navigations"]:
        if scene.site.is_new(("ways", one["name"])):
            yield Remark(f"Navigation {quoted(one['name'])}\u00a0: {', '.join(text for text, _ in one['links'])}.")


@automatic("saisie-unique", "Aucune réponse n’est demandée deux fois dans l’inscription", wcag="3.3.7", looks_at=FIELDS)
def no_answer_is_asked_twice(scene: Scene) -> Iterator[Seen]:
    """WCAG 3.3.7: what one step asked, no other asks again empty; secrets are the exception."""
    fields = [field for field in scene.facts(FACTS) if field["name"] not in SECRETS]
    kinds = Counter(purpose_of(field) for field in fields)
    for field in fields:
        if kinds[purpose_of(field)] > 1:
            yield flaw(field, f"{quoted(field['label'])} demande deux fois la même réponse dans la page.")
    if scene.path in _steps():
        yield from _asked_again(scene, fields)


def _asked_again(scene: Scene, fields: list[Mapping[str, Any]]) -> Iterator[Seen]:
    """Compare a step with those before and after it, whichever was met first: it tells what it has, then looks."""
    steps = _steps()
    before, after = steps[: steps.index(scene.path)], steps[steps.index(scene.path) + 1 :]
    for field in fields:
        purpose = purpose_of(field)
        scene.site.first(("asked", purpose, scene.path), True)  # noqa: FBT003 - what is told is that it was
        asked_at = [step for step in before if scene.site.said(("asked", purpose, step))]
        if field["isEmpty"]:
            scene.site.first(("asked empty", purpose, scene.path), True)  # noqa: FBT003 - as above
            if asked_at:
                yield flaw(field, f"{quoted(field['label'])} a déjà été demandé à {asked_at[0]} et revient vide.")
        for step in after:
            if scene.site.said(("asked empty", purpose, step)):
                yield flaw(field, f"{quoted(field['label'])} est demandé de nouveau à {step}, et y est vide.")


def _steps() -> tuple[str, ...]:
    """Return the paths of the steps in which a citizen answers, in their order: those that the service has."""
    steps = (IdentityStep, CodeStep, ContactStep, SituationStep)
    return tuple(path_of(step.path) for step in steps if has_page(step.path))
