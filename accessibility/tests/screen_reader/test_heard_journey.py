"""What a citizen hears of the whole journey, in French: names, hints, requirement, errors, steps, announcements."""

import pytest

from accessibility.tests.screen_reader.listener import Moments

INVALID = "saisie non valable."
DOCUMENT = "document web."

FIELDS = {
    "identity: number": ("Numéro de sécurité sociale zone de saisie requis", "Les 15 caractères inscrits sur votre"),
    "identity: name": ("Nom de famille de naissance zone de saisie requis", "Celui de votre acte de naissance"),
    "identity: address": ("Adresse électronique personnelle zone de saisie requis", "Vous y recevrez tout de suite"),
    "identity: password": ("Mot de passe champ de mot de passe", "Votre mot de passe doit respecter toutes ces"),
    "identity: security code": ("Code de sécurité zone de saisie requis", "Les 6 chiffres de l’image"),
    "code: code": ("Code reçu par message électronique zone de saisie requis", "6 chiffres. Les espaces"),
    "contact: telephone": ("Numéro de téléphone zone de saisie requis", "Il sert à vos échanges avec l’organisme"),
    "contact: street": ("Numéro et rue zone de saisie requis", "38 caractères au plus. Exemple"),
    "contact: complement": ("Complément d’adresse (facultatif) zone de saisie", "Bâtiment, étage, lieu-dit"),
    "contact: postcode": ("Code postal zone de saisie requis", "5 chiffres pour une adresse en France"),
    "contact: town": ("Commune liste déroulante modifiable", "Choisissez une commune proposée"),
    "situation: year": ("Année d’obtention zone de saisie", "4 chiffres, par exemple 2012. Laissez vide si"),
    "situation: category": ("Catégorie socioprofessionnelle liste déroulante", "Choisir dans la liste"),
    "situation: diploma": ("Diplôme le plus élevé obtenu liste déroulante", "Choisir dans la liste"),
    "situation: terms": ("case à cocher non cochée requis", "J’ai lu et j’accepte les conditions générales"),
}
STEPS = [
    ("gate", "Chargement de Cookies nécessaires – Compte Formation terminé"),
    ("gate: button", "Accepter et continuer bouton"),
    ("identity", "Chargement de Vos identifiants – Étape 1 sur 4 – Compte Formation terminé"),
    ("code", "Vérification de votre adresse électronique"),
    ("contact", "Chargement de Vos coordonnées – Étape 3 sur 4 – Compte Formation terminé"),
    ("situation", "Étape 4 sur 4"),
    ("situation", "Votre situation"),
    ("done", "Votre compte est créé"),
]
GROUPS = [
    ("identity: security code", "Contrôle de sécurité"),
    ("contact: street", "Votre adresse postale"),
    ("situation: diploma", "Votre diplôme le plus élevé"),
    ("situation: category", "Votre activité"),
]
ERRORS = [
    ("identity: number refused", "Erreur : Saisissez votre numéro de sécurité sociale"),
    ("identity: password refused", "Erreur : Saisissez un mot de passe"),
    ("code: code refused", "Erreur : Ce code n’est pas le bon"),
    ("code: code refused", "il vous reste 3 essais"),
    ("contact: telephone refused", "Erreur : Saisissez votre numéro de téléphone, par exemple"),
    ("situation: terms refused", "Erreur : Cochez la case"),
]
SUMMARIES = ["identity: empty", "code: wrong", "contact: incomplete", "situation: empty"]
ANNOUNCEMENTS = [
    ("identity: password typed", "4 règles respectées sur 4."),
    ("identity: password shown", "Le mot de passe est affiché."),
    ("identity: password hidden", "Le mot de passe est masqué."),
    ("identity: another security code", "Un nouveau code de sécurité est affiché"),
    ("code: another code", "Nous envoyons un nouveau code à"),
    ("contact: towns", "Commune de ce code postal : Rennes."),
]


def said(heard: Moments, moment: str) -> str:
    """Return all that was said at a moment, with the spaces of a typewriter.

    Where the focus passes through the document on its way to the heading, Orca may name it by its title: this is left
    out.
    """
    of_the_page = (words for words in heard[moment] if not words.endswith(DOCUMENT))
    return " ".join(" ".join(of_the_page).split())


@pytest.mark.parametrize("moment", FIELDS)
def test_field_is_read_with_its_name_and_whether_it_is_required(heard: Moments, moment: str) -> None:
    assert FIELDS[moment][0] in said(heard, moment)


@pytest.mark.parametrize("moment", FIELDS)
def test_hint_is_read_once(heard: Moments, moment: str) -> None:
    assert said(heard, moment).count(FIELDS[moment][1]) == 1


@pytest.mark.parametrize("moment", FIELDS)
def test_field_that_nobody_has_answered_yet_is_not_read_as_wrong(heard: Moments, moment: str) -> None:
    assert INVALID not in heard[moment]


@pytest.mark.parametrize(("moment", "words"), STEPS)
def test_new_page_says_where_one_is(heard: Moments, moment: str, words: str) -> None:
    assert said(heard, moment).count(words) == 1


@pytest.mark.parametrize(("moment", "words"), GROUPS)
def test_group_is_named_before_its_first_field(heard: Moments, moment: str, words: str) -> None:
    assert said(heard, moment).count(words) == 1


@pytest.mark.parametrize("moment", SUMMARIES)
def test_error_summary_is_read_once_when_it_appears(heard: Moments, moment: str) -> None:
    assert said(heard, moment).count("À corriger avant de continuer") == 1


@pytest.mark.parametrize(("moment", "words"), ERRORS)
def test_error_is_read_once_with_its_field(heard: Moments, moment: str, words: str) -> None:
    assert INVALID in heard[moment] or "champ de mot de passe" in said(heard, moment)
    assert said(heard, moment).count(words) == 1


@pytest.mark.parametrize(("moment", "words"), ANNOUNCEMENTS)
def test_change_is_announced_once(heard: Moments, moment: str, words: str) -> None:
    assert said(heard, moment).count(words) == 1
