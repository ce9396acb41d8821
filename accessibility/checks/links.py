"""Links and buttons: what they are called, where they lead, and that everything to press can be pressed by keys."""

import re
from collections import defaultdict
from collections.abc import Iterator

from accessibility.checks import contrast
from accessibility.checks.declared import Remark, Seen, assisted, automatic, flaw, quoted
from accessibility.checks.scene import Scene

FACTS = "links"
NEW_WINDOW = re.compile("nouvelle fenêtre|new window")

_VAGUE = re.compile(
    r"(cliquez|cliquer)( ici)?|ici|(en )?savoir plus|(lire|voir) la suite|plus|suite|voir|lien|page|ok|détails?|go"
    r"|suivre ce lien|click( here)?|here|(read |see |learn )?more|next|see|link|details?|follow this link",
    re.IGNORECASE,
)


@automatic("liens-explicites", "Chaque lien dit où il mène", rgaa="6.1 6.2", wcag="2.4.4", looks_at="a[href]")
def links_tell_where_they_lead(scene: Scene) -> Iterator[Seen]:
    """RGAA 6.1, 6.2: a link has a text that says where it leads; one text leads to one place."""
    places: dict[str, set[str]] = defaultdict(set)
    for link in scene.facts(FACTS)["links"]:
        name = link["name"].strip(" .…»")
        if not name:
            yield flaw(link, "Ce lien n’a pas d’intitulé.", "6.2.1")
        elif _VAGUE.fullmatch(name):
            yield flaw(link, f"{quoted(name)} ne dit pas où mène le lien.", "6.1.1")
        places[link["name"]].add(link["href"].partition("?")[0])
        if len(places[link["name"]]) > 1 and name:
            yield flaw(
                link,
                f"{quoted(name)} mène à plusieurs endroits\u00a0: {', '.join(sorted(places[link['name']]))}.",
                "6.1.1",
            )


@automatic(
    "nom-visible",
    "Le nom restitué d’un lien ou d’un bouton contient ce qui est écrit",
    rgaa="6.1 11.9",
    wcag="2.5.3",
    looks_at="a[href], button",
)
def names_hold_what_is_written(scene: Scene) -> Iterator[Seen]:
    """RGAA 6.1.5, 11.9.2: neither aria-label nor title says less, or other, than what is painted."""
    facts = scene.facts(FACTS)
    for one in (*facts["links"], *facts["buttons"]):
        for kind in ("title", "ariaLabel"):
            if one[kind] and one["painted"] and _bare(one["painted"]) not in _bare(one[kind]):
                yield flaw(
                    one,
                    f"{quoted(one[kind])} ne reprend pas l’intitulé écrit {quoted(one['painted'])}.",
                    "6.1.5",
                )
        if one["title"] and _bare(one["title"]) == _bare(one["painted"]):
            yield flaw(one, f"Le title {quoted(one['title'])} répète l’intitulé.", "6.1.5")


@automatic("boutons-explicites", "Chaque bouton dit ce qu’il fait", rgaa="11.9", wcag="2.4.6 4.1.2", looks_at="button")
def buttons_tell_what_they_do(scene: Scene) -> Iterator[Seen]:
    """RGAA 11.9: a button has a text that says what it does; one text does one thing."""
    actions: dict[str, set[str]] = defaultdict(set)
    for button in scene.facts(FACTS)["buttons"]:
        name = button["name"]
        if not name or _VAGUE.fullmatch(name):
            yield flaw(button, f"{quoted(name)} ne dit pas ce que fait le bouton.", "11.9.1")
        actions[name].add(button["action"])
        if len(actions[name]) > 1:
            yield flaw(
                button,
                f"{quoted(name)} fait plusieurs choses\u00a0: {', '.join(sorted(actions[name]))}.",
                "11.9.1",
            )


@automatic("nouvelle-fenetre", "Un lien qui ouvre une fenêtre le dit", rgaa="13.2", looks_at="a[target]")
def new_windows_are_told(scene: Scene) -> Iterator[Seen]:
    """RGAA 13.2: what opens a window says so in its name; nothing opens one alone."""
    for link in scene.facts(FACTS)["links"]:
        if link["opens"] not in ("", "_self") and not NEW_WINDOW.search(f"{link['name']} {link['title']}"):
            yield flaw(link, f"{quoted(link['name'])} ouvre une fenêtre sans le dire.", "13.2.1")
    if len(scene.page.context.pages) > 1:
        yield flaw({"selector": "", "html": ""}, "Une fenêtre s’est ouverte d’elle-même.", "13.2.1")


@automatic(
    "liens-hors-couleur",
    "Un lien dans un texte se reconnaît autrement que par sa couleur",
    rgaa="10.6 3.1",
    wcag="1.4.1",
    looks_at="p a[href], li a[href], label a[href]",
)
def links_do_not_rest_on_colour(scene: Scene) -> Iterator[Seen]:
    """RGAA 10.6: a link inside a text is underlined, bold or bordered."""
    for link in scene.facts(FACTS)["links"]:
        if link["isInText"] and not link["isMarked"]:
            measured = contrast.ratio(link["colour"], link["aroundColour"])
            yield flaw(
                link,
                f"{quoted(link['name'])} ne se distingue du texte que par sa couleur ({measured:.1f}:1).",
                "10.6.1",
            )


@automatic(
    "tout-au-clavier",
    "Ce qui se clique est un lien ou un bouton",
    rgaa="7.3 7.1",
    wcag="2.1.1 4.1.2",
    looks_at="a, button",
)
def what_is_pressed_is_a_control(scene: Scene) -> Iterator[Seen]:
    """RGAA 7.3: whatever answers a click is natively operable by keys."""
    facts = scene.facts(FACTS)
    for one in facts["clickable"]:
        if not one["isLabel"]:
            yield flaw(one, f"Cet élément se clique et n’est ni lien ni bouton\u00a0: {quoted(one['text'])}.", "7.3.1")
    for one in facts["unreachable"]:
        yield flaw(one, f"Tab n’atteint pas {quoted(one['name'])}, que son tabindex retire.", "7.3.1")
    for one in facts["dead"]:
        yield flaw(one, f"{quoted(one['text'])} a l’aspect d’un lien, sans adresse.", "7.3.1")


@automatic(
    "sans-script", "Sans script, liens et boutons font la même chose", rgaa="7.2", wcag="", looks_at="form, button"
)
def controls_work_without_scripts(scene: Scene) -> Iterator[Seen]:
    """RGAA 7.2: every form has its address and every button its form, so that the server answers in any case."""
    facts = scene.facts(FACTS)
    for form in facts["forms"]:
        if not form["action"] or not form["buttons"]:
            yield flaw(form, "Sans script, ce formulaire ne s’envoie pas.", "7.2.1")
    for button in facts["buttons"]:
        if button["type"] != "submit" or not button["hasForm"]:
            yield flaw(button, f"Sans script, le bouton {quoted(button['name'])} ne fait rien.", "7.2.1")


@automatic(
    "au-relachement",
    "Une action part au relâchement, pas à l’appui",
    rgaa="13.11",
    wcag="2.5.2",
    looks_at="a[href], button",
)
def actions_wait_for_the_release(scene: Scene) -> Iterator[Seen]:
    """RGAA 13.11: pressing without releasing sends nothing."""
    for one in (*scene.facts(FACTS)["pressed"], *scene.facts("trial")["pressed"]):
        yield flaw(one, "L’action part dès l’appui.", "13.11.1")


@assisted(
    "liens-a-relire", "Intitulés des liens avec leur contexte, à relire", rgaa="6.1", wcag="2.4.4", looks_at="a[href]"
)
def links_are_shown(scene: Scene) -> Iterator[Seen]:
    """RGAA 6.1: whether a link is clear, a person says."""
    for link in scene.facts(FACTS)["links"]:
        place = link["href"].partition("?")[0]
        if scene.site.is_new(("link", link["name"], place)):
            yield Remark(f"{quoted(link['name'])} ({place}) dans\u00a0: {quoted(link['context'][:100])}.")


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).strip().casefold()
