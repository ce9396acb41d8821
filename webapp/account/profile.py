"""What an account page shows."""


from webapp.account.accounts import Known, Profile
from webapp.languages import dates
from webapp.languages.countries import countries
from webapp.languages.texts import gettext
from webapp.signup import nomenclatures, phone
from webapp.signup.nir import spaced

Rows = list[tuple[str, str]]


def groups(account: Known, profile: Profile) -> list[tuple[str, Rows]]:
    """Return what was recorded, in groups of label and value."""
    return [
        (gettext("Identité"), _identity(profile)),
        (gettext("Coordonnées"), _contact(profile)),
        (gettext("Situation"), _situation(profile)),
        (gettext("Compte"), _account(account)),
    ]


def _identity(profile: Profile) -> Rows:
    given = [
        (gettext("Prénoms"), profile.get("given_name", "")),
        (gettext("Nom de famille de naissance"), profile["birth_name"]),
        (gettext("Nom d’usage"), profile.get("used_name", "")),
        (gettext("Date de naissance"), _day(profile.get("birth_date", ""))),
        (gettext("Adresse électronique"), profile["email"]),
    ]
    return [(gettext("Numéro de sécurité sociale"), spaced(profile["nir"])), *(row for row in given if row[1])]


def _day(recorded: str) -> str:
    """Return a day in words; the first accounts hold it so already."""
    try:
        return dates.day_as_known(recorded)
    except ValueError:
        return recorded


def _contact(profile: Profile) -> Rows:
    lines = [profile["street"], profile["complement"], f"{profile['postcode']} {profile['town']}"]
    country = dict(countries())[profile["country"]]
    return [
        # An instance of the former version, beside ours during an upgrade, keeps it as it was typed.
        (gettext("Téléphone"), phone.spaced(phone.parse(profile["phone"], profile["country"]))),
        (gettext("Adresse postale"), ", ".join(line for line in [*lines, country] if line.strip())),
    ]


def _situation(profile: Profile) -> Rows:
    diploma = dict(nomenclatures.DIPLOMAS)[profile["diploma"]]
    category = dict(nomenclatures.CATEGORIES)[profile["category"]]
    year = [(gettext("Année d’obtention"), profile["diploma_year"])] if profile["diploma_year"] else []
    return [
        (gettext("Diplôme le plus élevé"), gettext(diploma)),
        *year,
        (gettext("Catégorie socioprofessionnelle"), gettext(category)),
    ]


def _account(account: Known) -> Rows:
    version, accepted_on = account.terms_version, dates.day(account.terms_accepted_at)
    return [
        (gettext("Compte créé le"), dates.day(account.created_at)),
        (
            gettext("Conditions générales acceptées"),
            gettext("version %(version)s, le %(day)s", version=version, day=accepted_on),
        ),
    ]
