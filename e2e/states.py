"""The table of every page in every state: what the gallery shows and the audits go through."""

from collections.abc import Callable
from dataclasses import dataclass

from e2e.pages.site import expect_settled
from e2e.ways import account, english, franceconnect, public, signup
from e2e.ways.stage import Stage


@dataclass(frozen=True)
class State:
    """A page in a state.

    Attributes:
        id: fit for a file name.
        title: in French, for whoever looks at it.
        requirement: the requirement that it is about.
        reach: the way to it.

    """

    id: str
    title: str
    requirement: str
    reach: Callable[[Stage], None]

    def show(self, stage: Stage) -> None:
        """Go the way to it; once this returns, nothing of the page moves by itself."""
        self.reach(stage)
        expect_settled(stage.page)


STATES = (
    State("accueil", "Accueil, avant le choix des cookies", "COOKIE-1", public.reading("/")),
    State("accueil-accepte", "Accueil, cookies acceptés", "COOKIE-1", public.home_after_accepting),
    State("aide", "Aide à l’inscription", "HELP-1", public.reading("/aide")),
    State("navigateur", "Vérifier mon navigateur, avant le choix", "HELP-1", public.reading("/aide/navigateur")),
    State(
        "navigateur-accepte",
        "Vérifier mon navigateur, cookies acceptés",
        "HELP-1",
        public.browser_check_after_accepting,
    ),
    State("conditions", "Conditions générales d’utilisation", "CGU-1", public.reading("/conditions-generales")),
    State("donnees", "Données personnelles", "EVERYWHERE-4", public.reading("/donnees-personnelles")),
    State("accessibilite", "Déclaration d’accessibilité", "EVERYWHERE-1", public.reading("/accessibilite")),
    State("mentions", "Mentions légales", "EVERYWHERE-1", public.reading("/mentions-legales")),
    State("introuvable", "Page introuvable", "EVERYWHERE-3", public.reading("/page-introuvable")),
    State("hors-ligne", "Sans réseau", "EVERYWHERE-1", public.offline),
    State("trop-de-demandes", "Trop de demandes", "EVERYWHERE-3", public.answered_with(429, "Trop de demandes")),
    State("erreur-du-service", "Erreur du service", "EVERYWHERE-3", public.answered_with(500, "Erreur du service")),
    State(
        "service-indisponible",
        "Service indisponible",
        "EVERYWHERE-3",
        public.answered_with(503, "Service momentanément indisponible"),
    ),
    State("cookies", "Gestion des cookies, avant le choix", "COOKIE-1", public.reading("/cookies")),
    State("cookies-acceptes", "Gestion des cookies, acceptés", "COOKIE-1", public.cookies_accepted),
    State("cookies-refuses", "Gestion des cookies, refusés", "COOKIE-2", public.cookies_refused),
    State("cookies-bloques", "Cookies bloqués par le navigateur", "COOKIE-3", public.cookies_blocked),
    State("seuil", "Seuil de l’inscription, avant le choix", "COOKIE-1", public.gate_undecided),
    State("seuil-refus", "Seuil de l’inscription, cookies refusés", "COOKIE-2", public.gate_after_refusing),
    State("connexion-seuil", "Connexion, avant le choix des cookies", "COOKIE-1", public.sign_in_undecided),
    State("connexion", "Connexion", "ENTRY-3", public.sign_in),
    State("connexion-vide", "Connexion sans réponse", "ENTRY-3", public.sign_in_empty),
    State("connexion-refusee", "Connexion refusée", "DONE-1", public.sign_in_refused),
    State("connexion-essais", "Connexion, trop d’essais", "EVERYWHERE-3", public.sign_in_tried_too_often),
    State("connexion-session", "Connexion, formulaire périmé", "EVERYWHERE-3", public.sign_in_without_session),
    State("connexion-fermee", "Connexion, session fermée", "DONE-1", account.signed_out),
    State("identite", "Étape 1, vide", "NIR-1", signup.identity),
    State("identite-remplie", "Étape 1, remplie", "NIR-1", signup.identity_filled),
    State("identite-erreurs", "Étape 1, toutes les erreurs", "NIR-2", signup.identity_empty),
    State("identite-numero", "Étape 1, clé du numéro erronée", "NIR-2", signup.identity_wrong_number),
    State("identite-mot-de-passe", "Étape 1, mot de passe trop faible", "PWD-1", signup.identity_weak_password),
    State("identite-visible", "Étape 1, mot de passe affiché", "PWD-1", signup.identity_password_shown),
    State("identite-controle", "Étape 1, contrôle de sécurité erroné", "CAPTCHA-1", signup.identity_wrong_control),
    State("identite-controle-vieux", "Étape 1, contrôle de sécurité périmé", "CAPTCHA-1", signup.identity_old_control),
    State("identite-autre-controle", "Étape 1, autre code demandé", "CAPTCHA-2", signup.identity_renewed_control),
    State("identite-suggestion", "Étape 1, faute probable signalée", "MAIL-1", signup.identity_suggestion),
    State("identite-reprise", "Étape 1, inscription recommencée", "CODE-8", signup.identity_restarted),
    State("identite-limite", "Étape 1, trop d’inscriptions", "EVERYWHERE-3", signup.identity_limited),
    State("identite-session", "Étape 1, session perdue", "EVERYWHERE-3", signup.first_step_without_session),
    State("code", "Étape 2, code envoyé", "CODE-2", signup.code),
    State("code-adresse", "Étape 2, faute probable dans l’adresse", "MAIL-1", signup.code_suspicious_address),
    State("code-forme", "Étape 2, code mal formé", "CODE-7", signup.code_misshapen),
    State("code-faux", "Étape 2, code faux", "CODE-5", signup.code_wrong),
    State("code-faux-deux", "Étape 2, deuxième code faux", "CODE-5", signup.code_wrong_twice),
    State("code-dernier-essai", "Étape 2, dernier essai", "CODE-5", signup.code_last_try),
    State("code-mort", "Étape 2, quatre codes faux", "CODE-6", signup.code_dead),
    State("code-expire", "Étape 2, code expiré", "CODE-4", signup.code_expired),
    State("code-expire-dernier", "Étape 2, troisième code expiré", "CODE-4", signup.code_expired_at_last),
    State(
        "code-expire-non-distribue",
        "Étape 2, code expiré sans avoir été distribué",
        "CODE-4",
        signup.code_expired_undelivered,
    ),
    State("code-fermee", "Étape 2, fermée ailleurs", "CODE-8", signup.code_closed_elsewhere),
    State("code-renvoye", "Étape 2, code renvoyé", "CODE-7", signup.code_resent),
    State("code-epuise", "Étape 2, plus d’envoi possible", "CODE-7", signup.code_no_more_sends),
    State("code-retarde", "Étape 2, messagerie occupée", "CODE-2", signup.code_delayed),
    State("code-non-distribue", "Étape 2, adresse inexistante", "CODE-2", signup.code_undeliverable),
    State("coordonnees", "Étape 3, vide", "ADDR-1", signup.contact),
    State("coordonnees-communes", "Étape 3, communes proposées", "ADDR-1", signup.contact_with_towns),
    State("coordonnees-sans-commune", "Étape 3, aucune commune trouvée", "ADDR-1", signup.contact_without_towns),
    State("coordonnees-erreurs", "Étape 3, toutes les erreurs", "PHONE-1", signup.contact_empty),
    State("coordonnees-passees", "Étape 3, passée ailleurs", "EVERYWHERE-3", signup.contact_passed_elsewhere),
    State("coordonnees-cookies", "Étape 3, cookies effacés", "COOKIE-3", signup.cookies_lost),
    State("situation", "Étape 4, vide", "DIPLOMA-1", signup.situation),
    State("situation-erreurs", "Étape 4, toutes les erreurs", "CGU-1", signup.situation_empty),
    State("situation-annee", "Étape 4, année dans le futur", "DIPLOMA-1", signup.situation_future_year),
    State("numero-pris", "Un compte existe déjà pour ce numéro", "DONE-1", signup.number_taken),
    State("terminee", "Compte créé", "DONE-1", signup.done),
    State("compte", "Mon compte", "DONE-1", account.shown),
    State("compte-page-ancienne", "Mon compte, demande d’une page ancienne", "EVERYWHERE-3", account.refusing),
    State("compte-session", "Session du compte terminée", "EVERYWHERE-3", account.idle),
    State("suppression", "Supprimer mon compte", "DONE-1", account.deletion),
    State("suppression-refusee", "Suppression, mot de passe faux", "DONE-1", account.deletion_refused),
    State("supprime", "Compte supprimé", "DONE-1", public.account_deleted),
    State("session-finie", "Inscription abandonnée 24 heures", "EVERYWHERE-4", signup.session_ended),
    State("session-perdue", "Session perdue", "EVERYWHERE-3", signup.session_lost),
    State("fc-identite", "FranceConnect+, étape 1", "ENTRY-3", franceconnect.identity),
    State(
        "fc-identite-erreur", "FranceConnect+, numéro d’une autre naissance", "ENTRY-3", franceconnect.identity_refused
    ),
    State("fc-sans-adresse", "FranceConnect+, sans adresse", "ENTRY-3", franceconnect.identity_without_address),
    State("fc-coordonnees", "FranceConnect+, étape 2", "ENTRY-3", franceconnect.contact),
    State("fc-situation", "FranceConnect+, étape 3", "ENTRY-3", franceconnect.situation),
    State("fc-rattachement", "FranceConnect+, compte à rattacher", "ENTRY-3", franceconnect.linking),
    State(
        "fc-rattachement-erreur", "FranceConnect+, mot de passe faux", "ENTRY-3", franceconnect.linking_wrong_password
    ),
    State("fc-rattachement-code", "FranceConnect+, code envoyé", "ENTRY-3", franceconnect.linking_code),
    State("fc-rattachement-mort", "FranceConnect+, quatre codes faux", "ENTRY-3", franceconnect.linking_dead),
    State("fc-rattachement-epuise", "FranceConnect+, plus d’envoi", "ENTRY-3", franceconnect.linking_no_more_sends),
    State(
        "fc-rattachement-non-distribue",
        "FranceConnect+, code non distribué",
        "ENTRY-3",
        franceconnect.linking_undelivered,
    ),
    State("fc-rattache", "Compte rattaché à FranceConnect+", "ENTRY-3", franceconnect.linked),
    State("fc-detache", "Compte détaché de FranceConnect+", "ENTRY-3", franceconnect.unlinked),
    State("fc-finie", "Connexion FranceConnect+ terminée", "ENTRY-3", franceconnect.ended),
    State(
        "fc-encore-ouverte", "Session fermée, FranceConnect+ ne répond pas", "ENTRY-3", franceconnect.still_connected
    ),
    State("fc-connecte", "Étape 1 pendant une connexion FranceConnect+", "FC-1", franceconnect.connected_at_step_1),
    State("fc-conflit", "Adresse de la connexion refusée", "FC-1", franceconnect.conflict),
    State("fc-abandon", "FranceConnect+, connexion non terminée", "ENTRY-3", franceconnect.turned_back),
    State("fc-panne", "FranceConnect+ ne répond pas", "ENTRY-3", franceconnect.outage),
    State("en-accueil", "En anglais\u00a0: accueil", "LANGUAGE-1", english.translated(public.reading("/"))),
    State("en-identite", "En anglais\u00a0: étape 1, vide", "LANGUAGE-1", english.translated(signup.identity)),
    State("en-identite-erreurs", "En anglais\u00a0: étape 1, toutes les erreurs", "LANGUAGE-1", english.identity_empty),
    State("en-code", "En anglais\u00a0: étape 2, code envoyé", "LANGUAGE-1", english.translated(signup.code)),
    State("en-terminee", "En anglais\u00a0: compte créé", "LANGUAGE-1", english.translated(signup.done)),
)
# Pages that are read: no form is sent on the way to them.
READ_ONLY = frozenset(
    {
        "accueil",
        "aide",
        "navigateur",
        "conditions",
        "donnees",
        "accessibilite",
        "mentions",
        "introuvable",
        "hors-ligne",
        "cookies",
        "cookies-bloques",
        "seuil",
        "connexion-seuil",
        "supprime",
        "en-accueil",
    }
)
