"""Fields and their labels, groups, requirements and errors."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from accessibility.checks.declared import Flaw, Remark, Seen, assisted, automatic, flaw, quoted
from accessibility.checks.scene import Scene

FACTS = "fields"
FIELDS = "input:not([type=hidden]), select, textarea"
# What each field of a citizen's own answers asks the browser to fill in (WCAG 1.3.5). Other names are free.
TOKENS = {
    "birth_name": "family-name",
    "email": "email",
    "phone": "tel",
    "street": "address-line1",
    "complement": "address-line2",
    "postcode": "postal-code",
    "town": "address-level2",
    "country": "country",
    "code": "one-time-code",
    "password": ("new-password", "current-password"),
}
# No token exists for what these hold, or none may be offered.
WITHOUT_TOKEN = frozenset({"nir", "captcha", "diploma", "diploma_year", "category", "terms", "confirmation"})
SECRETS = frozenset({"password", "code", "captcha"})
# Parts of one answer, which stand in one group (RGAA 11.5).
TOGETHER = {
    "street": "adresse",
    "complement": "adresse",
    "postcode": "adresse",
    "town": "adresse",
    "country": "adresse",
}
# What the format of these is must be said with an example (RGAA 11.11).
FORMATTED = frozenset({"nir", "email", "phone", "postcode", "diploma_year", "code"})
ERROR_WORDS = ("Erreur", "Error")

# What follows is looked for in French and in English alike.
_OPTIONAL = re.compile(r"facultati|optional", re.IGNORECASE)
_REQUIRED = re.compile(r"obligatoires?|required", re.IGNORECASE)
_SUGGESTING = re.compile(
    r"\b(saisissez|choisissez|cochez|recopiez|vérifiez|indiquez|recommencez|complétez|retirez|raccourcissez|abrégez"
    r"|demandez|laissez|relisez|réessayez|effacez|patientez|corrigez|au plus|compte au moins"
    r"|enter|choose|tick|copy|check|start|complete|remove|shorten|abbreviate|ask|leave|try|wait|correct|at most"
    r"|has at least)\b",
    re.IGNORECASE,
)
_OTHER_REASON = re.compile(r"FranceConnect")
_EXAMPLE = re.compile(r"\d|@|exemple|example")
_FARTHEST_LABEL_PX = 160
_TOUCHING_PX = 4
_SHORTEST_LABEL = 3


@automatic(
    "etiquettes", "Chaque champ a une étiquette visible, reliée", rgaa="11.1", wcag="1.3.1 3.3.2 4.1.2", looks_at=FIELDS
)
def fields_have_labels(scene: Scene) -> Iterator[Seen]:
    """RGAA 11.1: a visible label tied by for and id; a placeholder or a title is none."""
    for field in scene.facts(FACTS):
        if field["label"] and field["isExplicit"] and field["isLabelSeen"]:
            continue
        if field["labelledBy"]:
            continue
        instead = "un placeholder" if field["placeholder"] else "un title" if field["title"] else "rien"
        yield flaw(
            field, f"Ce champ n’a pas d’étiquette visible reliée par for et id (à la place\u00a0: {instead}).", "11.1.1"
        )


@automatic(
    "etiquettes-distinctes",
    "Deux champs d’une page n’ont pas la même étiquette",
    rgaa="11.2",
    wcag="2.4.6 3.3.2",
    looks_at=FIELDS,
)
def labels_are_distinct(scene: Scene) -> Iterator[Seen]:
    """RGAA 11.2: a label says which answer is asked for, and no other field of the page has it."""
    fields = scene.facts(FACTS)
    names = Counter((field["accessibleName"], field["group"]) for field in fields if field["type"] != "radio")
    for field in fields:
        if names[field["accessibleName"], field["group"]] > 1:
            yield flaw(field, f"Plusieurs champs portent l’étiquette {quoted(field['accessibleName'])}.", "11.2.1")
        if len(field["accessibleName"]) < _SHORTEST_LABEL or field["accessibleName"].lower() in ("champ", "saisie"):
            yield flaw(field, f"L’étiquette {quoted(field['accessibleName'])} ne dit pas ce qui est attendu.", "11.2.1")


@assisted("etiquettes-a-relire", "Étiquettes des champs, à relire", rgaa="11.2 11.7", wcag="2.4.6", looks_at=FIELDS)
def labels_are_shown(scene: Scene) -> Iterator[Seen]:
    """RGAA 11.2, 11.7: whether labels and legends are right, a person says."""
    for field in scene.facts(FACTS):
        group = f", dans le groupe {quoted(field['group'])}" if field["group"] else ""
        yield Remark(f"Champ {quoted(field['name'])}\u00a0: {quoted(field['accessibleName'])}{group}.")


@automatic(
    "etiquettes-constantes",
    "Un champ a la même étiquette dans toutes les pages",
    rgaa="11.3",
    wcag="3.2.4",
    looks_at=FIELDS,
)
def labels_stay_the_same(scene: Scene) -> Iterator[Seen]:
    """RGAA 11.3: what has one function has one label."""
    for field in scene.facts(FACTS):
        label = _without_state(field["label"])
        known = scene.site.first(("label", field["name"]), label)
        if not (known.startswith(label) or label.startswith(known)):
            yield flaw(field, f"Ce champ s’appelle {quoted(label)} ici et {quoted(known)} ailleurs.", "11.3.1")


@automatic(
    "etiquettes-accolees",
    "L’étiquette est juste avant son champ, ou juste après une case",
    rgaa="11.4",
    wcag="3.3.2",
    looks_at=FIELDS,
)
def labels_stand_beside(scene: Scene) -> Iterator[Seen]:
    """RGAA 11.4: label above or left of its field, right of a box to tick."""
    for field in scene.facts(FACTS):
        label, box = field["labelBox"], field["box"]
        if label is None:
            continue
        is_box = field["type"] in ("checkbox", "radio")
        is_beside = _is_right_of(label, box) if is_box else _is_above_or_left_of(label, box)
        if not is_beside:
            yield flaw(field, f"L’étiquette {quoted(field['label'])} n’est pas accolée à son champ.", "11.4.1")


def _is_right_of(label: Mapping[str, float], box: Mapping[str, float]) -> bool:
    return -_TOUCHING_PX <= label["left"] - box["right"] <= _FARTHEST_LABEL_PX and label["top"] < box["bottom"]


def _is_above_or_left_of(label: Mapping[str, float], box: Mapping[str, float]) -> bool:
    is_above = -_TOUCHING_PX <= box["top"] - label["bottom"] <= _FARTHEST_LABEL_PX and label["left"] < box["right"]
    return is_above or 0 <= box["left"] - label["right"] <= _FARTHEST_LABEL_PX


@automatic(
    "groupes",
    "Les champs de même nature sont dans un groupe nommé",
    rgaa="11.5 11.6",
    wcag="1.3.1 3.3.2",
    looks_at="fieldset, [role=group]",
)
def alike_fields_are_grouped(scene: Scene) -> Iterator[Seen]:
    """RGAA 11.5, 11.6: radio buttons, and the lines of an address, stand in one group that has a name."""
    groups: dict[str, str] = {}
    for field in scene.facts(FACTS):
        kind = field["name"] if field["type"] == "radio" else TOGETHER.get(field["name"], "")
        if kind and not field["hasGroup"]:
            yield flaw(field, f"Ce champ ({field['label']}) n’est pas regroupé avec ceux de même nature.", "11.5.1")
        elif kind and groups.setdefault(kind, field["groupPlace"]) != field["groupPlace"]:
            yield flaw(
                field, f"Ce champ ({field['label']}) est dans un autre groupe que ceux de même nature.", "11.5.1"
            )
        if field["hasGroup"] and len(field["group"]) < _SHORTEST_LABEL:
            yield flaw(field, "Le groupe de ce champ n’a pas de légende.", "11.6.1")
    control = scene.facts("images")["control"]
    if control and not control["name"]:
        yield flaw(control, "Le groupe du contrôle de sécurité n’a pas de nom.", "11.6.1")


@assisted("listes-de-choix", "Listes de choix, à relire", rgaa="11.8", wcag="1.3.1", looks_at="select")
def long_lists_are_shown(scene: Scene) -> Iterator[Seen]:
    """RGAA 11.8: whether the choices of a list want grouping, a person says."""
    for field in scene.facts(FACTS):
        if field["tag"] == "select":
            yield Remark(
                f"Liste {quoted(field['label'])}\u00a0: {field['options']} choix en {field['groups']} groupes."
            )


@automatic(
    "obligatoire",
    "Le caractère obligatoire se lit, en mots et par le code",
    rgaa="11.10",
    wcag="3.3.2 1.3.1",
    looks_at=FIELDS,
)
def required_is_said_in_words(scene: Scene) -> Iterator[Seen]:
    """RGAA 11.10: « obligatoire » is read before the field, `required` says it too, and an exception is worded."""
    for field in scene.facts(FACTS):
        around = f"{field['preamble']} {field['label']}"
        is_told = bool(_REQUIRED.search(around))
        is_optional = bool(_OPTIONAL.search(field["label"]))
        if field["isRequired"] and (is_optional or not is_told):
            yield flaw(
                field,
                f"Rien ne dit en mots, avant le champ, que {quoted(field['label'])} est obligatoire.",
                "11.10.1",
            )
        if not field["isRequired"] and not is_optional and field["isEmpty"] and not _is_excepted(field):
            yield flaw(
                field,
                f"{quoted(field['label'])} n’est ni obligatoire pour le code, ni dit facultatif.",
                "11.10.1",
            )
        if field["invalid"] not in ("true", "false"):
            yield flaw(field, "Sans aria-invalid, Firefox annonce ce champ vide comme non valable.", "11.10.2")


def _is_excepted(field: Mapping[str, Any]) -> bool:
    """Tell whether the form says in which case a field may stay empty, or the answer is kept already."""
    words = re.findall(r"\w{5,}", field["label"].lower())
    says_exception = "sauf" in field["preamble"] and any(word in field["preamble"].lower() for word in words)
    return says_exception or "déjà enregistré" in field["label"]


@automatic(
    "erreurs-identifiees",
    "Chaque erreur est dite en mots, reliée à son champ et rappelée en tête",
    rgaa="11.10",
    wcag="3.3.1 1.3.1",
    looks_at="[aria-invalid=true]",
)
def errors_are_identified(scene: Scene) -> Iterator[Seen]:
    """RGAA 11.10: a wrong field says so, its message is tied to it, and the summary leads to it."""
    errors = scene.facts("errors")
    wrong = [field for field in scene.facts(FACTS) if field["invalid"] == "true"]
    for field in scene.facts(FACTS):
        if field["isInErrorGroup"] and field["invalid"] != "true":
            yield flaw(field, f"{quoted(field['label'])} a l’aspect d’une erreur sans aria-invalid.", "11.10.5")
    for field in wrong:
        if not _message_of(field):
            yield flaw(field, f"Aucun message d’erreur n’est relié à {quoted(field['label'])}.", "11.10.5")
    for one in errors["untied"]:
        yield flaw(one, f"Ce message n’est relié à aucun champ\u00a0: {quoted(one['text'])}.", "11.10.5")
    yield from _flaws_of_summary(errors["summary"], wrong)


def _flaws_of_summary(summary: Mapping[str, Any] | None, wrong: list[Mapping[str, Any]]) -> Iterator[Seen]:
    if summary is None:
        if wrong:
            yield Flaw("Aucun récapitulatif ne rassemble les erreurs en tête de la page.", test="11.10.5")
        return
    if summary["isHidden"] or not summary["items"]:
        yield flaw(summary, "Le récapitulatif des erreurs n’est pas restitué, ou est vide.", "11.10.5")
    links = {link["id"]: link["text"] for link in summary["links"]}
    for field in wrong:
        if links.get(field["id"], "") not in _message_of(field) or field["id"] not in links:
            yield flaw(
                field,
                f"Le récapitulatif ne mène pas à {quoted(field['label'])} avec le message du champ.",
                "11.10.5",
            )


@automatic(
    "erreurs-aidees",
    "Le message d’erreur dit quoi faire, avec un exemple du format",
    rgaa="11.11",
    wcag="3.3.3",
    looks_at="[aria-invalid=true]",
)
def errors_suggest(scene: Scene) -> Iterator[Seen]:
    """RGAA 11.11: a message says what to do, and shows the expected format where there is one."""
    for field in scene.facts(FACTS):
        message = _message_of(field)
        if field["invalid"] != "true" or not message:
            continue
        if field["name"] in FORMATTED and not _OTHER_REASON.search(message) and not _EXAMPLE.search(message):
            yield flaw(field, f"Ce message ne montre pas le format attendu\u00a0: {quoted(message)}.", "11.11.1")
        elif not _SUGGESTING.search(message) and not _EXAMPLE.search(message):
            yield flaw(field, f"Ce message ne dit pas quoi faire\u00a0: {quoted(message)}.", "11.11.2")


@automatic(
    "erreur-hors-couleur",
    "Une erreur se voit autrement que par sa couleur",
    rgaa="3.1",
    wcag="1.4.1",
    looks_at=".fr-message--error",
)
def errors_do_not_rest_on_colour(scene: Scene) -> Iterator[Seen]:
    """RGAA 3.1: beside a wrong field stand words and a sign that are seen."""
    for one in scene.facts("errors")["wordless"]:
        yield flaw(one, f"Cette erreur n’a pas de signe à côté de sa couleur\u00a0: {quoted(one['text'])}.", "3.1.1")
    for field in scene.facts(FACTS):
        seen = [one for one in field["described"] if _tells_error(one["text"]) and one["isSeen"]]
        if field["isInErrorGroup"] and not seen:
            yield flaw(field, f"L’erreur de {quoted(field['label'])} ne se voit que par la couleur.", "3.1.1")


@automatic(
    "aide-une-fois",
    "L’aide d’un champ n’est pas lue deux fois",
    rgaa="11.1",
    wcag="1.3.1",
    looks_at="[aria-describedby]",
)
def hints_are_read_once(scene: Scene) -> Iterator[Seen]:
    """RGAA 11.1: a hint stands in the label or in the description, not in both, and not twice in the description."""
    for field in scene.facts(FACTS):
        texts = [one["text"] for one in field["described"]]
        repeated = [text for text in texts if text and (texts.count(text) > 1 or text in field["label"])]
        if repeated:
            yield flaw(field, f"Ce texte est lu deux fois\u00a0: {quoted(repeated[0])}.")


@automatic("jetons", "Le navigateur peut remplir les champs connus", rgaa="11.13", wcag="1.3.5", looks_at=FIELDS)
def known_fields_have_tokens(scene: Scene) -> Iterator[Seen]:
    """RGAA 11.13: each field about the citizen has exactly its token."""
    for field in scene.facts(FACTS):
        wanted = TOKENS.get(field["name"], ())
        wanted = (wanted,) if isinstance(wanted, str) else wanted
        if wanted and field["autocomplete"] not in wanted:
            yield flaw(
                field,
                f"autocomplete vaut {quoted(field['autocomplete'])} au lieu de {quoted(' ou '.join(wanted))}.",
                "11.13.1",
            )
        if not wanted and field["name"] not in WITHOUT_TOKEN:
            yield flaw(field, f"On ne sait pas quel jeton attend le champ {quoted(field['name'])}.", "11.13.1")


@automatic("collage", "On peut coller, et le code tient dans un champ", wcag="3.3.8", looks_at=FIELDS)
def paste_is_allowed(scene: Scene) -> Iterator[Seen]:
    """WCAG 3.3.8: no paste is refused or cut, and a code goes into one field."""
    for one in scene.facts("trial")["pasted"]:
        yield flaw(one, "Ce champ refuse ce qui est collé.")
    for field in scene.facts(FACTS):
        if field["maxlength"] > 0:
            yield flaw(field, f"maxlength={field['maxlength']} coupe sans le dire ce qui est collé.")
        if field["name"] in SECRETS and field["autocomplete"] == "off" and field["name"] != "captcha":
            yield flaw(field, "Ce champ refuse l’aide du gestionnaire de mots de passe.")


@assisted(
    "relire-avant-d-engager",
    "Ce qui engage se relit, se corrige ou se confirme",
    rgaa="11.12",
    wcag="3.3.4",
    looks_at="form",
)
def commitments_can_be_reviewed(scene: Scene) -> Iterator[Seen]:
    """RGAA 11.12: what ends or deletes asks for a confirmation; a person says whether the rest can be corrected."""
    for button in scene.facts("links")["buttons"]:
        if re.search(r"définitivement|finaliser|for good|complete", button["content"], re.IGNORECASE):
            asked = ", ".join(field["label"][:60] for field in scene.facts(FACTS)) or "rien"
            yield Remark(f"{quoted(button['content'])} demande d’abord\u00a0: {asked}.")
            if asked == "rien":
                yield flaw(button, "Cette action engage sans rien demander qui la confirme.", "11.12.1")


def _message_of(field: Mapping[str, Any]) -> str:
    """Return the message of error that is tied to a field."""
    return " ".join(one["text"] for one in field["described"] if one["text"].startswith(ERROR_WORDS))


def _tells_error(text: str) -> bool:
    return any(word in text for word in ERROR_WORDS)


def _without_state(label: str) -> str:
    return re.sub(r"\s*\((déjà enregistré|facultatif|already saved|optional)\)", "", label)


def purpose_of(field: Mapping[str, Any]) -> str:
    """Return what a field asks for: by the token that browsers fill it in by, else by its name."""
    token = field["autocomplete"] or ""
    return token if token not in ("", "off", "on") else field["name"]
