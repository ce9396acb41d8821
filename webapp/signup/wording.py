"""What citizens read when a rule refuses something: one table a kind of fact, each sentence saying what to do."""

from collections.abc import Callable
from typing import Any

from webapp.errors import (
    AddressOfFranceConnect,
    ChallengeExpired,
    ChallengeRefused,
    ChallengeSpent,
    CodeDead,
    CodeExpired,
    NoSendsLeft,
    NumberNotTheirs,
    ResendTooSoon,
    ServiceError,
    TooManyRequests,
    WrongCode,
)
from webapp.franceconnect.naming import FRANCECONNECT
from webapp.languages import dates
from webapp.languages.texts import gettext, lazy_gettext, ngettext
from webapp.signup import nir
from webapp.signup.email_address import InvalidEmailReason
from webapp.signup.nir import NirPart
from webapp.signup.passwords import Refusal
from webapp.signup.phone import PhoneProblem
from webapp.signup.text_rules import AddressLineProblem, NameProblem, TextProblem

DATABASE_BUSY = lazy_gettext(
    "Le service n’a pas pu enregistrer vos réponses. Elles sont toujours sur cette page : patientez quelques "
    "secondes, puis validez à nouveau."
)
FORM_KEPT = lazy_gettext(
    "Cette page était ouverte depuis trop longtemps, ou votre session a pris fin : rien n’a été enregistré. "
    "Vos réponses sont toujours là. Vérifiez-les, puis validez à nouveau."
)
FORM_KEPT_BUT_PASSWORD = lazy_gettext(
    "Cette page était ouverte depuis trop longtemps, ou votre session a pris fin : rien n’a été enregistré. "
    "Vos réponses sont toujours là, sauf le mot de passe : saisissez-le à nouveau, puis validez."
)

NIR_ABSENT = lazy_gettext(
    "Saisissez votre numéro de sécurité sociale : les 15 caractères inscrits sur votre carte Vitale ou votre "
    "attestation de droits."
)
NIR_HINT = lazy_gettext(
    "Les 15 caractères inscrits sur votre carte Vitale ou votre attestation de droits, clé comprise. Exemple : "
    "%(example)s.",
    example=nir.EXAMPLE,
)
NIR_WORDING = {
    NirPart.CHARACTERS: lazy_gettext(
        "Le numéro ne compte que des chiffres, et pour la Corse 2A ou 2B en 6e et 7e positions. "
        "Retirez ou corrigez les autres caractères."
    ),
    NirPart.LENGTH: lazy_gettext(
        "Le numéro compte 15 caractères : 13, puis une clé de 2 chiffres. Recopiez-le en entier, "
        "par exemple %(example)s.",
        example=nir.EXAMPLE,
    ),
    NirPart.SEX: lazy_gettext(
        "Le premier chiffre du numéro est 1 ou 2, ou 3, 4, 7 ou 8 pour un numéro provisoire. Vérifiez-le."
    ),
    NirPart.MONTH: lazy_gettext(
        "Le mois de naissance (4e et 5e chiffres) n’existe pas : vérifiez-le sur votre carte Vitale ou votre "
        "attestation de droits, par exemple 03 pour mars."
    ),
    NirPart.DEPARTMENT: lazy_gettext(
        "Le département de naissance (6e et 7e caractères) n’existe pas, ou ne va pas avec l’année : "
        "vérifiez-le sur votre carte Vitale ou votre attestation de droits. En Corse : 20 avant 1976, puis 2A ou 2B. "
        "Naissance à l’étranger : 99."
    ),
    NirPart.COMMUNE: lazy_gettext(
        "La commune ou le pays de naissance (8e à 10e chiffres) ne peut pas être 000 : "
        "vérifiez ces chiffres sur votre carte Vitale ou votre attestation de droits."
    ),
    NirPart.ORDER: lazy_gettext(
        "Le numéro d’ordre (11e à 13e chiffres) ne peut pas être 000 : vérifiez-le sur votre carte Vitale ou votre "
        "attestation de droits."
    ),
    NirPart.KEY: lazy_gettext(
        "La clé (les 2 derniers chiffres) ne correspond pas au reste du numéro : "
        "vérifiez chaque chiffre, puis la clé, sur votre carte Vitale ou votre attestation de droits."
    ),
}

EMAIL_WORDING = {
    InvalidEmailReason.MISSING_AT: lazy_gettext(
        "Il manque le signe @ à l’adresse électronique. Exemple : nom@exemple.fr."
    ),
    InvalidEmailReason.LOCAL_PART: lazy_gettext(
        "La partie avant le signe @ n’est pas valide. Exemple : nom.prenom@exemple.fr."
    ),
    InvalidEmailReason.DOMAIN: lazy_gettext("La partie après le signe @ n’est pas valide. Exemple : nom@exemple.fr."),
    InvalidEmailReason.CHARACTERS: lazy_gettext(
        "L’adresse contient un caractère qui n’est pas accepté avant le signe @. Exemple : nom@exemple.fr."
    ),
    InvalidEmailReason.TOO_LONG: lazy_gettext(
        "L’adresse est trop longue : 64 caractères au plus avant le signe @, 254 en tout."
    ),
}

PHONE_WORDING = {
    PhoneProblem.UNREADABLE: lazy_gettext(
        "Ce numéro de téléphone ne peut pas être lu. Exemple : 06 12 34 56 78, ou +32 470 12 34 56 pour un numéro "
        "étranger."
    ),
    PhoneProblem.TOO_SHORT: lazy_gettext("Il manque des chiffres à ce numéro de téléphone. Exemple : 06 12 34 56 78."),
    PhoneProblem.TOO_LONG: lazy_gettext("Ce numéro de téléphone a trop de chiffres. Exemple : 06 12 34 56 78."),
    PhoneProblem.AMBIGUOUS: lazy_gettext(
        "Ce numéro existe en France et dans le pays de votre adresse : commencez par + et l’indicatif, par exemple "
        "+33 6 12 34 56 78 pour un numéro français."
    ),
    PhoneProblem.NOT_OF_COUNTRY: lazy_gettext(
        "Ce numéro n’est pas reconnu dans le pays de votre adresse : vérifiez-le, ou commencez par + et l’indicatif, "
        "par exemple +33 pour la France."
    ),
    PhoneProblem.NOT_ASSIGNED: lazy_gettext(
        "Ce numéro de téléphone n’est pas attribué : vérifiez-le. "
        "Hors de France, commencez par + et l’indicatif du pays, par exemple +32."
    ),
}

PASSWORD_WORDING = {
    Refusal.TOO_LONG: lazy_gettext("Le mot de passe compte au plus 128 caractères : raccourcissez-le."),
    Refusal.COMMON: lazy_gettext(
        "Ce mot de passe figure dans les listes de mots de passe courants : choisissez-en un autre, "
        "par exemple plusieurs mots sans rapport entre eux."
    ),
    Refusal.PERSONAL: lazy_gettext(
        "Le mot de passe contient votre nom ou votre adresse électronique : choisissez-en un qui ne les contienne pas."
    ),
}

_TEXT_WORDING = {
    TextProblem.CONTROL: lazy_gettext(
        "Ce champ contient un caractère invisible : effacez-le et saisissez-le à nouveau au clavier."
    ),
    TextProblem.UNREADABLE: lazy_gettext(
        "Ce champ contient un caractère illisible (�) : effacez-le et saisissez-le à nouveau."
    ),
    TextProblem.DIRECTION: lazy_gettext(
        "Ce champ contient une marque invisible de sens d’écriture : effacez-le et saisissez-le à nouveau au clavier."
    ),
}

_NAME_WORDING = {
    NameProblem.TOO_LONG: lazy_gettext("Le nom compte au plus 100 caractères."),
    NameProblem.CHARACTERS: lazy_gettext(
        "Le nom ne compte que des lettres, espaces, apostrophes, points et traits d’union, "
        "par exemple N’Guessan ou Le Goff-Martin."
    ),
    NameProblem.NO_LETTER: lazy_gettext("Le nom compte au moins une lettre."),
}

_ADDRESS_LINE_WORDING = {
    AddressLineProblem.TOO_LONG: lazy_gettext("Cette ligne d’adresse compte au plus 38 caractères : abrégez-la."),
    AddressLineProblem.CHARACTERS: lazy_gettext(
        "Cette ligne d’adresse ne compte que des lettres, des chiffres et une ponctuation "
        "simple, par exemple 12 bis, rue de l’Église."
    ),
    AddressLineProblem.NO_LETTER: lazy_gettext("Cette ligne d’adresse compte au moins une lettre ou un chiffre."),
}


def text_wording(problem: TextProblem) -> str:
    """Return the sentence for a text that cannot be read."""
    return _TEXT_WORDING[problem]


def name_wording(problem: NameProblem) -> str:
    """Return the sentence for a name that is refused."""
    return _NAME_WORDING[problem]


def address_line_wording(problem: AddressLineProblem) -> str:
    """Return the sentence for an address line that is refused."""
    return _ADDRESS_LINE_WORDING[problem]


def _wrong_code(refusal: WrongCode) -> str:
    left = ngettext("il vous reste %(num)d essai", "il vous reste %(num)d essais", refusal.tries_left)
    return gettext(
        "Ce code n’est pas le bon. Saisissez les 6 chiffres du dernier message envoyé à l’adresse indiquée, celui qui "
        "porte la même heure de fin que cette page, dans les 15 minutes qui suivent son envoi : %(left)s.",
        left=left,
    )


def _too_soon(refusal: ResendTooSoon) -> str:
    return gettext(
        "Un code vient d’être demandé. Vous pourrez en demander un autre à partir de %(hour)s (heure de Paris).",
        hour=dates.second(refusal.possible_at),
    )


def _too_many(refusal: TooManyRequests) -> str:
    when = dates.from_refusal(refusal)
    if refusal.limit.startswith("without-control"):
        return gettext(
            "Trop d’inscriptions sans contrôle de sécurité ont été commencées depuis votre réseau ou avec cette "
            "adresse électronique. Vos réponses sont toujours là : recopiez le code de sécurité avec l’aide de "
            "quelqu’un, ou réessayez %(when)s (heure de Paris).",
            when=when,
        )
    if refusal.limit == "signup-global":
        return gettext(
            "Trop d’inscriptions ont été commencées en peu de temps sur tout le service. Vos réponses sont toujours "
            "là : réessayez %(when)s (heure de Paris).",
            when=when,
        )
    if refusal.limit.startswith("signup"):
        return gettext(
            "Trop d’inscriptions ont été commencées depuis votre réseau ou avec cette adresse électronique. Vos "
            "réponses sont toujours là : réessayez %(when)s (heure de Paris).",
            when=when,
        )
    if refusal.limit == "code-mail":
        return gettext(
            "Trop de codes ont été envoyés à cette adresse électronique. Un autre pourra y être envoyé %(when)s "
            "(heure de Paris).",
            when=when,
        )
    if refusal.limit.startswith("sign-in"):
        return gettext(
            "Trop de mots de passe ont été essayés pour ce compte. Par sécurité, patientez : vous pourrez réessayer "
            "%(when)s (heure de Paris).",
            when=when,
        )
    return gettext(
        "Trop d’essais ont été faits. Vos réponses sont toujours là : réessayez %(when)s (heure de Paris).", when=when
    )


_CODE_EXPIRED = lazy_gettext(
    "Ce code a expiré : il était valable 15 minutes. Cet essai n’a pas été compté. Demandez un nouveau code ou, si "
    "vous ne pouvez pas lire les messages envoyés à cette adresse, recommencez l’inscription avec une adresse valide "
    "et accessible."
)
_LAST_CODE_EXPIRED = lazy_gettext(
    "Ce code a expiré : il était valable 15 minutes. Cet essai n’a pas été compté. Recommencez l’inscription, avec une "
    "adresse valide et accessible si vous ne pouvez pas lire les messages envoyés à celle-ci."
)
_CODE_DEAD = lazy_gettext(
    "Quatre codes erronés ont été saisis : par sécurité, ce code ne peut plus servir. "
    "Recommencez l’inscription pour en recevoir un autre."
)
_NO_SENDS_LEFT = lazy_gettext(
    "Trois codes ont déjà été envoyés pour cette inscription. Utilisez le dernier reçu ou recommencez "
    "l’inscription, si besoin avec une autre adresse."
)
_CHALLENGE_EXPIRED = lazy_gettext(
    "Ce code de sécurité avait plus de 10 minutes. Recopiez les 6 chiffres de la nouvelle image, écoutez-les, ou "
    "choisissez de nouveau « Je ne peux utiliser ni l’image ni le son »."
)
_CHALLENGE_SPENT = lazy_gettext(
    "Ce code de sécurité a déjà servi. Recopiez les 6 chiffres de la nouvelle image, écoutez-les, ou choisissez de "
    "nouveau « Je ne peux utiliser ni l’image ni le son »."
)
_CHALLENGE_REFUSED = lazy_gettext(
    "Le code de sécurité recopié n’est pas le bon. Recopiez les 6 chiffres de la nouvelle image, ou écoutez-les."
)

_NOT_THEIRS = {
    "sex": lazy_gettext(
        "Le premier chiffre du numéro ne correspond pas à l’identité transmise par %(name)s.", name=FRANCECONNECT
    ),
    "year": lazy_gettext(
        "L’année de naissance (2e et 3e chiffres) ne correspond pas à la date transmise par %(name)s.",
        name=FRANCECONNECT,
    ),
    "month": lazy_gettext(
        "Le mois de naissance (4e et 5e chiffres) ne correspond pas à la date transmise par %(name)s.",
        name=FRANCECONNECT,
    ),
}
_ADDRESS_OF_CONNECTION = lazy_gettext(
    "Votre connexion avec %(name)s est ouverte : "
    "l’adresse de cette connexion ne peut pas servir à créer un autre compte. "
    "Indiquez une autre adresse, continuez avec %(name)s, ou déconnectez-vous de %(name)s.",
    name=FRANCECONNECT,
)


def _code_expired(refusal: CodeExpired) -> str:
    return _CODE_EXPIRED if refusal.sends_left else _LAST_CODE_EXPIRED


def _not_theirs(refusal: NumberNotTheirs) -> str:
    return gettext(
        "%(why)s Vérifiez le numéro sur votre carte Vitale ou votre attestation de droits. S’il est bien le vôtre, "
        "écrivez-nous : l’aide dit comment.",
        why=_NOT_THEIRS[refusal.part],
    )


# The field that a refusal belongs to (none: the whole form), and its sentence.
_REFUSALS: dict[type[ServiceError], tuple[str, str | Callable[[Any], str]]] = {
    AddressOfFranceConnect: ("email", _ADDRESS_OF_CONNECTION),
    NumberNotTheirs: ("nir", _not_theirs),
    ChallengeExpired: ("captcha", _CHALLENGE_EXPIRED),
    ChallengeRefused: ("captcha", _CHALLENGE_REFUSED),
    ChallengeSpent: ("captcha", _CHALLENGE_SPENT),
    WrongCode: ("code", _wrong_code),
    CodeExpired: ("", _code_expired),
    CodeDead: ("", _CODE_DEAD),
    ResendTooSoon: ("", _too_soon),
    NoSendsLeft: ("", _NO_SENDS_LEFT),
    TooManyRequests: ("", _too_many),
}


def refusal_of(refusal: ServiceError) -> tuple[str, str]:
    """Return the field that a refusal belongs to (or an empty string) and its sentence."""
    field_name, wording = _REFUSALS[type(refusal)]
    return field_name, wording(refusal) if callable(wording) else wording
