"""The forms of the journey: each field with its label, hint, tokens and errors in French.

A field's rules are judged in the order present, shape, meaning, and say one thing at a time; the rules themselves stand
in modules of their own. Forms touch neither the database nor the network.
"""

import re
import secrets

from wtforms import (
    BooleanField,
    EmailField,
    Field,
    HiddenField,
    PasswordField,
    StringField,
    TelField,
    ValidationError,
)

from webapp.controls import ChoiceField
from webapp.languages.countries import countries
from webapp.languages.marks import french
from webapp.languages.texts import gettext, lazy_gettext
from webapp.signup import email_code, nomenclatures, passwords, phone, text_rules
from webapp.signup.draft import Answers
from webapp.signup.fields import (
    Optional,
    Present,
    PresentUnless,
    choices,
    read_address,
    read_number,
    readable,
    refuse_address_line,
    text_field,
)
from webapp.signup.step_form import StepForm
from webapp.signup.terms import VERSION as TERMS_VERSION
from webapp.signup.towns import towns_for
from webapp.signup.wording import NIR_ABSENT, NIR_HINT, PASSWORD_WORDING, PHONE_WORDING, name_wording

EARLIEST_DIPLOMA_YEAR = 1930
UNCHOSEN = ("", french("Choisir dans la liste"))
_YEAR = re.compile(r"[0-9]{4}")
_POSTCODE = re.compile(r"[0-9]{5}")
_FOREIGN_POSTCODE = re.compile(r"[0-9A-Z][0-9A-Z -]{1,9}")


class IdentityForm(StepForm):
    """Step 1: who signs up, and with which address and password."""

    kept = ("nir", "birth_name", "email")

    nir = text_field(
        lazy_gettext("Numéro de sécurité sociale"),
        Present(NIR_ABSENT),
        hint=NIR_HINT,
        autocomplete="off",
        autocapitalize="characters",
    )
    birth_name = text_field(
        lazy_gettext("Nom de famille de naissance"),
        Present(
            lazy_gettext("Saisissez votre nom de famille de naissance, tel qu’il figure sur votre acte de naissance.")
        ),
        readable,
        hint=lazy_gettext(
            "Celui de votre acte de naissance : par exemple le nom de votre père ou celui de votre mère."
        ),
        autocomplete="family-name",
    )
    email = text_field(
        lazy_gettext("Adresse électronique personnelle"),
        Present(lazy_gettext("Saisissez votre adresse électronique, par exemple nom@exemple.fr.")),
        hint=lazy_gettext("Vous y recevrez tout de suite un code à 6 chiffres. Exemple : nom@exemple.fr."),
        kind=EmailField,
        autocomplete="email",
        autocapitalize="none",
    )
    password = PasswordField(
        lazy_gettext("Mot de passe"),
        render_kw={"autocomplete": "new-password", "spellcheck": "false", "autocapitalize": "none"},
    )
    captcha = text_field(
        lazy_gettext("Code de sécurité"),
        PresentUnless(
            "without_control", lazy_gettext("Recopiez les 6 chiffres de l’image, ou ceux que vous entendez.")
        ),
        hint=lazy_gettext("Les 6 chiffres de l’image. Vous pouvez aussi les écouter ou demander un autre code."),
        autocomplete="off",
        inputmode="numeric",
    )
    captcha_token = HiddenField()
    # A button: for those who can use neither the image nor the sound (RGAA 1.5).
    without_control = BooleanField(name="sans_controle")
    website = StringField(
        lazy_gettext("Ne remplissez pas ce champ"), render_kw={"autocomplete": "off", "tabindex": "-1"}
    )

    def validate_nir(self, field: Field) -> None:
        """NIR-1, NIR-2."""
        self.number = read_number(field, self.known.today)

    def validate_birth_name(self, field: Field) -> None:
        """NAME-1."""
        refusal = text_rules.name_refusal(field.data)
        if refusal:
            raise ValidationError(name_wording(refusal))

    def validate_email(self, field: Field) -> None:
        """MAIL-1."""
        self.address = read_address(field)

    def validate_password(self, field: Field) -> None:
        """PWD-1 to PWD-4: all unmet rules at once. A password already recorded need not be typed again."""
        if not field.data:
            self._refuse_missing_password()
            return
        judged = zip(passwords.RULES, passwords.judge(field.data), strict=True)
        unmet = [gettext(rule.text) for rule, is_met in judged if not is_met]
        if unmet:
            raise ValidationError(
                gettext("Saisissez un mot de passe qui compte aussi : %(rules)s.", rules=gettext(" ; ").join(unmet))
            )
        refusal = passwords.refusal(field.data, personal=(self.birth_name.data or "", self.email.data or ""))
        if refusal:
            raise ValidationError(PASSWORD_WORDING[refusal])

    def validate_website(self, field: Field) -> None:
        """Refuse what only a robot fills."""
        if field.data:
            # It is nobody's answer: the browser that filled it would send it again.
            field.data = ""
            raise ValidationError(
                gettext(
                    "Un champ invisible, réservé aux robots, a été rempli, sans doute par votre navigateur : "
                    "appuyez à nouveau sur « Continuer »."
                )
            )

    def _refuse_missing_password(self) -> None:
        is_recorded = self.known.has_recorded_password(self.password_owner())
        if is_recorded is None:
            raise ValidationError(gettext("Saisissez un mot de passe qui respecte les règles indiquées."))
        if not is_recorded:
            raise ValidationError(
                gettext("Votre nom ou votre adresse a changé : saisissez à nouveau votre mot de passe.")
            )

    def loses_password(self) -> bool:
        """Tell whether a password was typed, which no page gives back, or none is recorded."""
        return bool(self.password.data) or not self.known.has_recorded_password(self.password_owner())

    def password_owner(self) -> str:
        """Return what the password was judged against: it must hold neither the name nor the start of the address."""
        local_part = (self.email.data or "").partition("@")[0]
        return f"{self.birth_name.data or ''}\n{local_part}".casefold()

    def answers(self) -> Answers:
        """Return what is kept: all but the password and the security control."""
        return {"nir": self.number, "birth_name": self.birth_name.data, "email": self.address.written}


class EmailCodeForm(StepForm):
    """Step 2: the code received by e-mail."""

    code = text_field(
        lazy_gettext("Code reçu par message électronique"),
        Present(lazy_gettext("Saisissez le code à 6 chiffres reçu par message électronique.")),
        hint=lazy_gettext("6 chiffres. Les espaces ne gênent pas."),
        autocomplete="one-time-code",
        inputmode="numeric",
    )
    entry = HiddenField()
    tells_of_end = False
    """Whether an error of the form says that the code is over."""

    def prepare(self, state: str) -> None:
        """Mark the page's own form, and leave nothing to correct in a field that is not there: its code is over."""
        self.entry.data = secrets.token_urlsafe(12)
        if state != "open":
            self.code.errors = ()

    def validate_code(self, field: Field) -> None:
        """CODE-7: what is not six digits is an error of the form, and costs no try."""
        self.digits = re.sub(r"[\s\u200b-\u200f\u202a-\u202e\u2060\ufeff.-]", "", field.data)
        if not re.fullmatch(rf"[0-9]{{{email_code.DIGITS}}}", self.digits):
            raise ValidationError(gettext("Le code compte 6 chiffres, par exemple 012345. Aucun essai n’a été compté."))


class ContactForm(StepForm):
    """Step 3: how to reach the citizen."""

    kept = ("phone", "street", "complement", "postcode", "town", "country")

    phone = text_field(
        lazy_gettext("Numéro de téléphone"),
        Present(lazy_gettext("Saisissez votre numéro de téléphone, par exemple 06 12 34 56 78.")),
        hint=lazy_gettext(
            "Fixe ou mobile. Il sert à vos échanges avec l’organisme de formation lors d’une inscription : devis, "
            "contenu, coût, dates. Exemple : 06 12 34 56 78, ou +32 470 12 34 56 pour un numéro étranger."
        ),
        kind=TelField,
        autocomplete="tel",
    )
    street = text_field(
        lazy_gettext("Numéro et rue"),
        Present(lazy_gettext("Saisissez le numéro et le nom de votre rue, par exemple 12 rue des Lilas.")),
        readable,
        hint=lazy_gettext("38 caractères au plus. Exemple : 12 rue des Lilas."),
        autocomplete="address-line1",
    )
    complement = text_field(
        lazy_gettext("Complément d’adresse (facultatif)"),
        Optional(),
        readable,
        hint=lazy_gettext("Bâtiment, étage, lieu-dit… 38 caractères au plus."),
        autocomplete="address-line2",
    )
    postcode = text_field(
        lazy_gettext("Code postal"),
        Present(lazy_gettext("Saisissez votre code postal, par exemple 35000.")),
        readable,
        hint=lazy_gettext(
            "5 chiffres pour une adresse en France. Exemple : 35000. Si votre pays n’a pas de code postal, saisissez "
            "00000."
        ),
        autocomplete="postal-code",
    )
    town = text_field(
        lazy_gettext("Commune"),
        Present(lazy_gettext("Saisissez votre commune, par exemple Rennes.")),
        readable,
        hint=lazy_gettext("Choisissez une commune proposée, ou saisissez la vôtre."),
        autocomplete="address-level2",
    )
    country = ChoiceField(
        lazy_gettext("Pays"), choices=countries, default="FR", render_kw={"autocomplete": "country"}
    )

    def validate_phone(self, field: Field) -> None:
        """PHONE-1."""
        try:
            phone.parse(field.data, self.country.data or "FR")
        except phone.InvalidPhone as refusal:
            raise ValidationError(PHONE_WORDING[refusal.reason]) from None

    def validate_street(self, field: Field) -> None:
        """ADDR-1: lines of 38 characters, as the post prints them."""
        refuse_address_line(field)

    def validate_complement(self, field: Field) -> None:
        """ADDR-1."""
        refuse_address_line(field)

    def validate_town(self, field: Field) -> None:
        """ADDR-1: any town may be typed, and those that we propose are never too long."""
        if field.data not in towns_for(self.postcode.data or ""):
            refuse_address_line(field)

    def validate_postcode(self, field: Field) -> None:
        """ADDR-1: five digits in France."""
        written = re.sub(r"\s", "", field.data).upper()
        if self.country.data == "FR" and not _POSTCODE.fullmatch(written):
            raise ValidationError(gettext("Un code postal français compte 5 chiffres, par exemple 35000."))
        if self.country.data != "FR" and not _FOREIGN_POSTCODE.fullmatch(field.data.upper()):
            raise ValidationError(
                gettext(
                    "Saisissez un code postal de 2 à 10 lettres, chiffres ou tirets, par exemple 1000, ou 00000 si "
                    "votre pays n’en a pas."
                )
            )

    def validate_country(self, field: Field) -> None:
        """ADDR-1."""
        if field.data not in dict(nomenclatures.COUNTRIES):
            raise ValidationError(gettext("Choisissez un pays dans la liste."))

    def answers(self) -> Answers:
        """Return what is kept, the telephone number as it was typed: the account alone has another form of it."""
        return {name: self[name].data or "" for name in self.kept}


class SituationForm(StepForm):
    """Step 4: diploma, category, terms of use."""

    kept = ("diploma", "diploma_year", "category")

    diploma = ChoiceField(
        lazy_gettext("Diplôme le plus élevé obtenu"),
        [Present(lazy_gettext("Choisissez votre diplôme le plus élevé, ou « Sans diplôme »."))],
        choices=choices(UNCHOSEN, *nomenclatures.DIPLOMAS),
    )
    diploma_year = text_field(
        lazy_gettext("Année d’obtention"),
        hint=lazy_gettext("4 chiffres, par exemple 2012. Laissez vide si vous êtes sans diplôme."),
        autocomplete="off",
        inputmode="numeric",
    )
    category = ChoiceField(
        lazy_gettext("Catégorie socioprofessionnelle"),
        [Present(lazy_gettext("Choisissez votre catégorie socioprofessionnelle dans la liste."))],
        description=lazy_gettext("Vous cherchez un emploi et vous avez déjà travaillé ? Celle du dernier emploi."),
        choices=choices(UNCHOSEN, *nomenclatures.CATEGORIES),
    )
    terms = BooleanField(lazy_gettext("J’ai lu et j’accepte les conditions générales d’utilisation"))
    terms_version = HiddenField(default=TERMS_VERSION)

    def validate_diploma(self, field: Field) -> None:
        """DIPLOMA-1, DIPLOMA-2."""
        if field.data not in dict(nomenclatures.DIPLOMAS):
            raise ValidationError(gettext("Choisissez un diplôme dans la liste, ou « Sans diplôme »."))

    def validate_diploma_year(self, field: Field) -> None:
        """DIPLOMA-1: from 1930 to this year; DIPLOMA-2: none is needed nor kept without a diploma."""
        if self.diploma.data in ("", nomenclatures.NO_DIPLOMA):
            return
        if not field.data:
            raise ValidationError(gettext("Saisissez l’année d’obtention de ce diplôme, par exemple 2012."))
        if not _YEAR.fullmatch(field.data):
            raise ValidationError(gettext("L’année d’obtention compte 4 chiffres, par exemple 2012."))
        if int(field.data) > self.known.today.year:
            latest = self.known.today.year
            raise ValidationError(
                gettext("L’année d’obtention n’est pas dans le futur : %(latest)d au plus tard.", latest=latest)
            )
        if int(field.data) < EARLIEST_DIPLOMA_YEAR:
            raise ValidationError(
                gettext("L’année d’obtention ne peut pas être antérieure à %(year)d.", year=EARLIEST_DIPLOMA_YEAR)
            )

    def validate_category(self, field: Field) -> None:
        """CSP-1."""
        if field.data not in dict(nomenclatures.CATEGORIES):
            raise ValidationError(gettext("Choisissez une catégorie socioprofessionnelle dans la liste."))

    def validate_terms(self, field: Field) -> None:
        """CGU-1."""
        if not field.data:
            raise ValidationError(
                gettext("Cochez la case : les conditions générales sont à accepter pour créer votre compte.")
            )

    def validate_terms_version(self, field: Field) -> None:
        """CGU-1: what is accepted is what was shown."""
        if field.data != TERMS_VERSION:
            self.terms.data, field.data = False, TERMS_VERSION
            raise ValidationError(
                gettext(
                    "Les conditions générales ont changé depuis l’ouverture de la page : "
                    "relisez-les, puis cochez la case."
                )
            )

    def answers(self) -> Answers:
        """Return what is kept: without a diploma there is no year."""
        year = "" if self.diploma.data == nomenclatures.NO_DIPLOMA else self.diploma_year.data
        return {"diploma": self.diploma.data or "", "diploma_year": year or "", "category": self.category.data or ""}
