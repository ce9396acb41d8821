"""What citizens read when a sign-in through FranceConnect does not come to its end, with the ways on."""

from dataclasses import replace
from functools import partial

from webapp.errors import FranceConnectDeclined, FranceConnectFailed, FranceConnectRefused, FranceConnectUnavailable
from webapp.franceconnect.naming import FRANCECONNECT
from webapp.languages.texts import lazy_gettext
from webapp.public.error_page import ErrorPage

AGAIN = (lazy_gettext("Réessayer avec %(name)s", name=FRANCECONNECT), "/franceconnect/connexion")
OTHERWISE = (lazy_gettext("S'identifier avec un numéro et un mot de passe"), "/identification")
LOCALLY = (lazy_gettext("Créer un compte sans %(name)s", name=FRANCECONNECT), "/inscription/identite")

# Where an account is open in this browser, or a sign-up goes on with the connection that it has.
TO_ACCOUNT = (lazy_gettext("Revenir à mon compte"), "/compte")
TO_SIGNUP = (lazy_gettext("Continuer l’inscription"), "/inscription/franceconnect")

_NOT_CONNECTED = lazy_gettext("Aucune connexion n’est ouverte dans ce navigateur, et rien n’a été enregistré.")
_STILL_CONNECTED = lazy_gettext("Votre connexion reste ouverte dans ce navigateur.")

_failure = partial(ErrorPage, links=(AGAIN, OTHERWISE, LOCALLY))

_OUTAGE = _failure(
    503,
    lazy_gettext("%(name)s ne répond pas", name=FRANCECONNECT),
    (
        lazy_gettext(
            "%(name)s est momentanément indisponible. Rien n’a été enregistré, et votre compte n’a pas changé.",
            name=FRANCECONNECT,
        ),
        lazy_gettext(
            "Réessayez dans quelques minutes ou, si votre compte a un mot de passe, identifiez-vous avec votre numéro "
            "de sécurité sociale."
        ),
    ),
)
_REFUSED = _failure(
    400,
    lazy_gettext("Connexion interrompue par sécurité"),
    (
        lazy_gettext("La réponse de %(name)s n’a pas pu être vérifiée.", name=FRANCECONNECT),
        _NOT_CONNECTED,
        lazy_gettext("Elle est peut-être trop ancienne, ou ne répond pas à une demande faite dans ce navigateur."),
        lazy_gettext("Réessayez depuis cette page, sans utiliser le bouton « Précédent »."),
    ),
)
_MISUNDERSTOOD = _failure(
    502,
    lazy_gettext("Connexion impossible pour l’instant"),
    (
        lazy_gettext(
            "%(name)s n’a pas compris notre demande. L’erreur vient de notre service, pas de vous.", name=FRANCECONNECT
        ),
        lazy_gettext("En attendant, vous pouvez vous identifier ou créer votre compte autrement."),
    ),
)
_DECLINED = {
    "access_denied": _failure(
        403,
        lazy_gettext("Connexion non terminée"),
        (
            lazy_gettext(
                "La connexion n’a pas été menée à son terme, ou l’état civil n’a pas pu confirmer votre identité."
            ),
            _NOT_CONNECTED,
            lazy_gettext(
                "Vous pouvez réessayer, avec un autre compte %(name)s par exemple, ou continuer sans %(name)s.",
                name=FRANCECONNECT,
            ),
        ),
    ),
    "invalid_scope": _MISUNDERSTOOD,
    "invalid_request": _MISUNDERSTOOD,
    "server_error": _OUTAGE,
    "temporarily_unavailable": _OUTAGE,
}


def declined(error: str) -> FranceConnectDeclined:
    """Return the fact of a callback error. What is not one of FranceConnect's codes is not repeated."""
    return FranceConnectDeclined(error if error in _DECLINED else "unknown")


def failure_page(failure: FranceConnectFailed, way_on: tuple[str, str] | None) -> ErrorPage:
    """Return what the page says of a failure; ``way_on`` leads whoever was connected before to where they were."""
    page = _page_of(failure)
    if way_on is None:
        return page
    text = tuple(line for line in page.text if line is not _NOT_CONNECTED)
    return replace(page, text=(*text, _STILL_CONNECTED), links=(way_on, *page.links))


def _page_of(failure: FranceConnectFailed) -> ErrorPage:
    if isinstance(failure, FranceConnectUnavailable):
        return _OUTAGE
    if isinstance(failure, FranceConnectRefused):
        return _REFUSED
    return _DECLINED.get(failure.reason, _OUTAGE)
