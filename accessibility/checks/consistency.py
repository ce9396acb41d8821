"""What is the same on every page: navigation, help, and names of buttons."""

from collections.abc import Iterator

from accessibility.checks.declared import Flaw, Remark, Seen, assisted, automatic, flaw, quoted
from accessibility.checks.scene import Scene


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
