"""Images, drawings, sounds and the security control."""

import re
from collections.abc import Iterator

from accessibility.checks.declared import Flaw, Remark, Seen, assisted, automatic, flaw, quoted
from accessibility.checks.scene import Scene
from e2e.targets.guard import fetched

FACTS = "images"
SHORTEST_SOUND_BYTES = 8_000 * 3

_FILE_NAME = re.compile(r"\.(png|jpe?g|gif|svg|webp)\b|_|^(image|img|photo|captcha)$", re.IGNORECASE)
_NATURE = re.compile(r"code|contrôle|control|captcha", re.IGNORECASE)
_FUNCTION = re.compile(r"sécurité|recopier|saisir|vérif|security|copy", re.IGNORECASE)
_FIGURES = re.compile(r"\d{3,}|(\b\d\b\W*){4,}")


@automatic(
    "images",
    "Chaque image a une alternative, chaque dessin décoratif est ignoré",
    rgaa="1.1 1.2",
    wcag="1.1.1",
    looks_at="img, svg",
)
def images_have_alternatives(scene: Scene) -> Iterator[Seen]:
    """RGAA 1.1, 1.2: an alternative in words for what tells something, nothing for what decorates."""
    facts = scene.facts(FACTS)
    for image in facts["images"]:
        if image["alt"] is None and not image["name"]:
            yield flaw(image, "Cette image n’a pas d’alternative.", "1.1.1")
        elif image["alt"] == "" and image["title"]:
            yield flaw(image, "Cette image décorative porte un title.", "1.2.1")
    for drawing in facts["drawings"]:
        if not drawing["isHidden"] and not drawing["isNamedImage"]:
            yield flaw(drawing, "Ce dessin n’est ni caché aux aides techniques, ni nommé.", "1.2.4")


@assisted("alternatives-a-relire", "Alternatives des images, à relire", rgaa="1.3 1.6", wcag="1.1.1", looks_at="img")
def alternatives_are_shown(scene: Scene) -> Iterator[Seen]:
    """RGAA 1.3, 1.6: whether an alternative says enough, a person says."""
    for image in scene.facts(FACTS)["images"]:
        what = "Image du contrôle de sécurité" if image["isControl"] else "Image"
        yield Remark(f"{what}\u00a0: alternative {quoted(image['alt'])}.")
        if not image["isControl"] and image["alt"] and _FILE_NAME.search(image["alt"]):
            yield flaw(image, f"{quoted(image['alt'])} est un nom de fichier, pas une alternative.", "1.3.1")


@automatic(
    "controle-alternative",
    "L’alternative du contrôle de sécurité dit sa nature et sa fonction",
    rgaa="1.4",
    wcag="1.1.1",
    looks_at="#security-control img",
)
def control_says_what_it_is(scene: Scene) -> Iterator[Seen]:
    """RGAA 1.4: what it is and what it is for; never the answer, never a file's name."""
    for image in scene.facts(FACTS)["images"]:
        if not image["isControl"]:
            continue
        said = image["alt"] or ""
        if _FILE_NAME.search(said) or not _NATURE.search(said) or not _FUNCTION.search(said):
            yield flaw(image, f"{quoted(said)} ne dit pas la nature et la fonction de l’image.", "1.4.1")
        if _FIGURES.search(said):
            yield flaw(image, "L’alternative donne la réponse du contrôle.", "1.4.1")


@automatic(
    "controle-autres-voies",
    "Le contrôle de sécurité a une voie sonore et une troisième voie",
    rgaa="1.5",
    wcag="1.1.1",
    looks_at="#security-control",
)
def control_has_other_ways(scene: Scene) -> Iterator[Seen]:
    """RGAA 1.5: the code can be heard, renewed, and gone without."""
    facts = scene.facts(FACTS)
    control = facts["control"]
    if control is None:
        return
    if not control["soundLinks"] or not facts["media"]:
        yield flaw(control, "Le contrôle de sécurité n’a pas d’alternative sonore.", "1.5.1")
    elif scene.site.is_new(("sound",)):
        yield from _flaws_of_sound(scene, control["soundLinks"][0])
    if not control["renewals"]:
        yield flaw(control, "Aucun bouton ne donne un autre code.", "1.5.1")
    if not control["otherWays"]:
        yield flaw(control, "Qui n’a ni l’image ni le son n’a aucune autre voie.", "1.5.1")


@automatic(
    "sons", "Un son ne part pas seul et se commande", rgaa="4.10 4.11 4.7", wcag="1.4.2 2.1.1", looks_at="audio, video"
)
def sounds_are_commanded(scene: Scene) -> Iterator[Seen]:
    """RGAA 4.10, 4.11: no sound starts by itself; it has the browser's own controls, and a name."""
    for one in scene.facts(FACTS)["media"]:
        if one["isAutomatic"] or one["isLooped"]:
            yield flaw(one, "Ce son part seul ou recommence sans fin.", "4.10.1")
        if not one["hasControls"]:
            yield flaw(one, "Ce son n’a pas de commandes.", "4.11.1")
        if not one["name"]:
            yield flaw(one, "Ce lecteur n’a pas de nom.", "4.7.1")


@assisted(
    "images-des-styles", "Images de la feuille de style, à voir", rgaa="1.2 10.1", wcag="1.1.1", looks_at="body *"
)
def painted_images_are_shown(scene: Scene) -> Iterator[Seen]:
    """RGAA 1.2: an image of the style sheet tells nothing; a person says whether."""
    for one in scene.facts(FACTS)["painted"]:
        yield Remark(f"Image de fond sans texte\u00a0: {one['selector']}.")


def _flaws_of_sound(scene: Scene, link: str) -> Iterator[Seen]:
    answer = fetched(scene.page, link)
    kind = answer.headers.get("content-type", "")
    if not answer.ok or not kind.startswith("audio/") or len(answer.body()) < SHORTEST_SOUND_BYTES:
        yield Flaw(
            f"Le son du contrôle ne s’écoute pas ({answer.status}, {kind}, {len(answer.body())} octets).", test="1.5.1"
        )
