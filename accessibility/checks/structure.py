"""Language, titles, headings, zones, lists, identifiers: what the page's structure says of its content."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from typing import Any

from accessibility.checks.declared import Flaw, Remark, Seen, assisted, automatic, flaw, quoted
from accessibility.checks.scene import Scene

FACTS = "structure"
SERVICE = " – "
ERROR_PREFIXES = ("Erreur : ", "Error: ")

# Little words that most sentences of a language hold.
_FRENCH = re.compile(
    r"\b(à|aux?|avec|ces?|cette|dans|des?|du|elle|en|est|et|il|la|les?|leur|ne|nous|ou|par|pas|pour|que|qui|sa|ses?|si"
    r"|son|sur|une?|vos|votre|vous)\b",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    r"\b(an?|and|are|at|by|can|click|do|enter|for|from|here|if|in|is|it|not|of|or|please|sign|submit|that|the|their"
    r"|this|to|us|we|will|with|your?)\b",
    re.IGNORECASE,
)
_FEWEST_FOREIGN_WORDS = 2
_WORD = re.compile(r"\w+")  # a style decides whether a colon stands apart


@automatic("type-de-document", "Le document déclare son type, en premier", rgaa="8.1", wcag="4.1.1")
def document_type_is_declared(scene: Scene) -> Iterator[Seen]:
    """RGAA 8.1: <!DOCTYPE html> stands before everything else."""
    facts = scene.facts(FACTS)
    if facts["doctype"] != "html" or facts["mode"] != "CSS1Compat":
        yield Flaw("La page ne commence pas par <!DOCTYPE html>.", test="8.1.1")


@automatic("langue-de-la-page", "La langue déclarée est celle du texte", rgaa="8.3 8.4", wcag="3.1.1", looks_at="html")
def language_is_that_of_the_text(scene: Scene) -> Iterator[Seen]:
    """RGAA 8.3, 8.4: the declared language is that of most words."""
    facts = scene.facts(FACTS)
    language = facts["lang"].lower().partition("-")[0]
    french, english = _languages(
        block["text"] for block in facts["blocks"] if not block["lang"] or block["lang"] == facts["lang"]
    )
    spoken = "fr" if french >= english else "en"
    if language != spoken:
        yield Flaw(
            f"La page déclare la langue {quoted(facts['lang'])}, ses mots sont en {quoted(spoken)}.",
            "html",
            test="8.4.1",
        )


@automatic(
    "langue-des-passages",
    "Un passage dans une autre langue la déclare",
    rgaa="8.7 8.8",
    wcag="3.1.2",
    looks_at="p, li, label, h1, h2, h3, button",
)
def language_of_parts_is_declared(scene: Scene) -> Iterator[Seen]:
    """RGAA 8.7, 8.8: a passage of English words says so, and a passage that says so is English."""
    for block in scene.facts(FACTS)["blocks"]:
        french, english = _languages([block["text"]])
        is_english = english >= _FEWEST_FOREIGN_WORDS and english > french
        if is_english and block["lang"].startswith("fr"):
            yield flaw(
                block, f"Ce passage est en anglais sans le déclarer\u00a0: {quoted(block['text'][:80])}.", "8.7.1"
            )
        if not is_english and block["lang"] and not block["lang"].startswith("fr") and french > english:
            yield flaw(block, f"Ce passage est en français et déclare {quoted(block['lang'])}.", "8.8.1")


@automatic("titre-de-page", "Le titre dit la page, l’étape et l’erreur", rgaa="8.5 8.6", wcag="2.4.2 3.3.1")
def title_tells_the_page(scene: Scene) -> Iterator[Seen]:
    """RGAA 8.5, 8.6: a title of its own, « Erreur : » first where something is to be corrected."""
    facts = scene.facts(FACTS)
    title, heading = facts["title"].replace("\u00a0", " "), _first_heading(facts)
    if not title or title.startswith(SERVICE.strip()) or SERVICE not in title:
        yield Flaw(f"Le titre {quoted(title)} ne dit pas quelle est la page.", "title", test="8.6.1")
        return
    has_error = scene.facts("errors")["summary"] is not None
    if has_error != title.startswith(ERROR_PREFIXES):
        yield Flaw(
            f"Le titre {quoted(title)} {'ne dit pas' if has_error else 'dit'} qu’il y a une erreur.",
            "title",
            test="8.6.1",
        )
    own = re.sub("^({})".format("|".join(ERROR_PREFIXES)), "", title)
    other = scene.site.first(("title", own), heading)
    if other != heading:
        yield Flaw(f"{quoted(own)} est aussi le titre de la page {quoted(other)}.", "title", test="8.6.1")
    step = re.match(r"Étape \d+ sur \d+|Step \d+ of \d+", heading)
    if step and step.group() not in title:
        yield Flaw(f"Le titre {quoted(title)} ne dit pas {quoted(step.group())}.", "title", test="8.6.1")


@assisted("titre-pertinent", "Titres des pages, à relire", rgaa="8.6", wcag="2.4.2")
def title_is_shown(scene: Scene) -> Iterator[Seen]:
    """RGAA 8.6: whether a title is right, a person says."""
    facts = scene.facts(FACTS)
    yield Remark(
        f"Titre\u00a0: {quoted(facts['title'])}\u00a0; premier titre de la page\u00a0: {quoted(_first_heading(facts))}."
    )


@automatic(
    "titres",
    "Titres\u00a0: un seul h1, dans le contenu, sans saut de niveau",
    rgaa="9.1",
    wcag="1.3.1 2.4.6",
    looks_at="h1, h2, h3, h4, h5, h6",
)
def headings_are_nested(scene: Scene) -> Iterator[Seen]:
    """RGAA 9.1: one first heading, no level skipped, none empty, none twice beside itself."""
    headings = [one for one in scene.facts(FACTS)["headings"] if one["inMain"] or one["level"] == 1]
    firsts = [one for one in headings if one["level"] == 1]
    if len(firsts) != 1 or not firsts[0]["inMain"]:
        yield Flaw(f"{len(firsts)} titre de niveau 1 dans la page, il en faut un, dans le contenu.", test="9.1.1")
    for before, after in pairwise(headings):
        if after["level"] > before["level"] + 1:
            yield flaw(
                after,
                f"{quoted(after['text'])} (niveau {after['level']}) suit un titre de niveau {before['level']}.",
                "9.1.1",
            )
    for one in scene.facts(FACTS)["headings"]:
        if not one["text"]:
            yield flaw(one, "Ce titre est vide.", "9.1.2")
    for one in scene.facts(FACTS)["pretended"]:
        yield flaw(one, f"{quoted(one['text'])} a l’aspect d’un titre et n’en est pas un.", "9.1.3")


@assisted(
    "plan-des-titres", "Plan de la page par ses titres, à relire", rgaa="9.1", wcag="2.4.6", looks_at="h1, h2, h3"
)
def outline_is_shown(scene: Scene) -> Iterator[Seen]:
    """RGAA 9.1: whether headings say what they head, a person says."""
    yield Remark(" / ".join(f"h{one['level']} {one['text']}" for one in scene.facts(FACTS)["headings"]))


@automatic(
    "zones",
    "Zones\u00a0: en-tête, contenu, pied de page, navigations nommées",
    rgaa="9.2 12.6",
    wcag="1.3.1 2.4.1",
    looks_at="header, nav, main, footer, aside",
)
def zones_are_marked(scene: Scene) -> Iterator[Seen]:
    """RGAA 9.2, 12.6: one main, one banner, one contentinfo, navigations told apart, no text outside."""
    facts = scene.facts(FACTS)
    for kind, name in (("mains", "main"), ("banners", "header"), ("contentinfos", "footer")):
        if len(facts[kind]) != 1:
            yield Flaw(f"La page a {len(facts[kind])} zone {quoted(name)} au lieu d’une.", test="9.2.1")
    names = [one["name"] for one in facts["navigations"]]
    for one in facts["navigations"]:
        if not one["name"] or names.count(one["name"]) > 1:
            yield flaw(one, f"Cette navigation n’a pas un nom à elle\u00a0: {quoted(one['name'])}.", "12.6.1")
    if not names:
        yield Flaw("Aucune zone de navigation n’est marquée.", test="12.6.1")
    for one in facts["outside"]:
        yield flaw(one, f"Ce texte n’est dans aucune zone\u00a0: {quoted(one['text'][:60])}.", "9.2.1")


@automatic(
    "acces-rapide",
    "Les liens d’accès rapide et les ancres mènent quelque part",
    rgaa="12.7",
    wcag="2.4.1",
    looks_at="a[href^='#']",
)
def anchors_lead_somewhere(scene: Scene) -> Iterator[Seen]:
    """RGAA 12.7: a link to the content comes first, and every anchor has its target."""
    facts = scene.facts(FACTS)
    skips = [one for one in facts["anchors"] if one["isSkip"]]
    if not any(one["hash"] == "#main" for one in skips):
        yield Flaw("Aucun lien d’accès rapide ne mène au contenu.", test="12.7.1")
    for one in facts["anchors"]:
        if not one["found"]:
            yield flaw(one, f"{quoted(one['text'])} mène à {one['hash']}, qui n’existe pas.", "12.7.1")


@automatic("listes", "Une énumération est une liste", rgaa="9.3", wcag="1.3.1", looks_at="ul, ol, dl")
def enumerations_are_lists(scene: Scene) -> Iterator[Seen]:
    """RGAA 9.3: no list is written with dashes or numbers in paragraphs."""
    facts = scene.facts(FACTS)
    lines = [*facts["brokenLines"], *(facts["dashed"] if len(facts["dashed"]) > 1 else ())]
    for one in lines:
        yield flaw(one, f"Cette énumération n’est pas une liste\u00a0: {quoted(one['text'][:60])}.", "9.3.1")


@automatic(
    "identifiants",
    "Identifiants uniques, références valides",
    rgaa="8.2 11.1 11.10",
    wcag="1.3.1 4.1.2",
    looks_at="[id]",
)
def identifiers_hold(scene: Scene) -> Iterator[Seen]:
    """RGAA 8.2: an id is there once, and what attributes refer to exists."""
    facts = scene.facts(FACTS)
    for one in facts["duplicates"]:
        yield flaw(one, f"L’identifiant {quoted(one['id'])} est donné à plusieurs éléments.", "8.2.1")
    for one in facts["broken"]:
        yield flaw(one, f"{one['attribute']}={quoted(one['id'])}\u00a0: aucun élément n’a cet identifiant.", "8.2.1")


@automatic(
    "presentation",
    "Les balises disent le sens, les styles la présentation",
    rgaa="8.9 10.1",
    wcag="1.3.1",
    looks_at="body *",
)
def markup_is_not_for_looks(scene: Scene) -> Iterator[Seen]:
    """RGAA 8.9, 10.1: no element and no attribute for looks alone."""
    facts = scene.facts(FACTS)
    for one in facts["presentational"]:
        yield flaw(one, "Cet élément ou cet attribut ne sert qu’à la présentation.", "10.1.1")
    for one in facts["hollow"]:
        yield flaw(one, "Cet élément vide ou ce double saut de ligne ne sert qu’à espacer.", "8.9.1")


@automatic(
    "texte-cache",
    "Ce qui se voit se lit aussi par les aides techniques",
    rgaa="10.8",
    wcag="1.3.1 4.1.2",
    looks_at="[aria-hidden=true]",
)
def what_is_seen_is_exposed(scene: Scene) -> Iterator[Seen]:
    """RGAA 10.8: text that is painted is not kept from screen readers."""
    for one in scene.facts(FACTS)["seenButHidden"]:
        yield flaw(
            one,
            f"Ce texte se voit et n’est pas restitué (aria-hidden)\u00a0: {quoted(one['text'][:60])}.",
            "10.8.1",
        )


@automatic("texte-des-styles", "Les styles n’apportent aucun texte", rgaa="10.2", wcag="1.3.1", looks_at="body *")
def styles_bring_no_words(scene: Scene) -> Iterator[Seen]:
    """RGAA 10.2: no word comes from a style sheet, and none is lost without it."""
    for one in scene.facts(FACTS)["generated"]:
        yield flaw(one, "Un texte porteur de sens est écrit par la feuille de style.", "10.2.1")
    words = scene.now("unstyled")
    lost = sorted(set(_WORD.findall(words["styled"])) - set(_WORD.findall(words["bare"])))
    if lost:
        yield Flaw(f"Sans feuille de style, ces mots manquent\u00a0: {' '.join(lost[:10])}.", test="10.2.1")


@automatic("touches-seules", "Aucune touche seule ne commande la page", rgaa="12.10", wcag="2.1.4")
def no_single_key_commands(scene: Scene) -> Iterator[Seen]:
    """RGAA 12.10: letters and figures do nothing by themselves; no access key is taken."""
    for one in scene.facts(FACTS)["accesskeys"]:
        yield flaw(one, "Cet élément prend une touche de raccourci (accesskey).", "12.10.1")
    letters = scene.facts("trial")["letters"]
    if letters:
        yield Flaw(f"Ces touches seules commandent la page\u00a0: {' '.join(letters)}.", test="12.10.1")


def _first_heading(facts: Mapping[str, Any]) -> str:
    return next((one["text"] for one in facts["headings"] if one["level"] == 1), "")


def _languages(texts: Iterable[str]) -> tuple[int, int]:
    """Return how many little words of French and of English texts hold."""
    whole = " ".join(texts)
    return len(_FRENCH.findall(whole)), len(_ENGLISH.findall(whole))
