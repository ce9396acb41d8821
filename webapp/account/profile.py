"""What an account page shows."""

from webapp.account.accounts import Profile
from webapp.clock import paris_date
from webapp.models import Account
from webapp.signup import nomenclatures, phone
from webapp.signup.nir import spaced

Rows = list[tuple[str, str]]


def groups(account: Account, profile: Profile) -> list[tuple[str, Rows]]:
    """Return what was recorded, in groups of label and value."""
    return [
        ("Identité", _identity(profile)),
        ("Coordonnées", _contact(profile)),
        ("Situation", _situation(profile)),
        ("Compte", _account(account)),
    ]


def _identity(profile: Profile) -> Rows:
    given = [
        ("Prénoms", profile.get("given_name", "")),
        ("Nom de famille de naissance", profile["birth_name"]),
        ("Nom d’usage", profile.get("used_name", "")),
        ("Date de naissance", profile.get("birth_date", "")),
        ("Adresse électronique", profile["email"]),
    ]
    return [("Numéro de sécurité sociale", spaced(profile["nir"])), *(row for row in given if row[1])]


def _contact(profile: Profile) -> Rows:
    lines = [profile["street"], profile["complement"], f"{profile['postcode']} {profile['town']}"]
    country = dict(nomenclatures.COUNTRIES)[profile["country"]]
    return [
        ("Téléphone", phone.spaced(profile["phone"])),
        ("Adresse postale", ", ".join(line for line in [*lines, country] if line.strip())),
    ]


def _situation(profile: Profile) -> Rows:
    diploma = ("Diplôme le plus élevé", dict(nomenclatures.DIPLOMAS)[profile["diploma"]])
    year = [("Année d’obtention", profile["diploma_year"])] if profile["diploma_year"] else []
    category = ("Catégorie socioprofessionnelle", dict(nomenclatures.CATEGORIES)[profile["category"]])
    return [diploma, *year, category]


def _account(account: Account) -> Rows:
    accepted_on = paris_date(account.terms_accepted_at)
    return [
        ("Compte créé le", paris_date(account.created_at)),
        ("Conditions générales acceptées", f"version {account.terms_version}, le {accepted_on}"),
    ]
