"""Why something could not be verified, in French: tests and engines say it in English, as all code does."""

import re
from collections.abc import Mapping

# What stands in braces is different each time, and is shown as it is.
_FRENCH: Mapping[str, str] = {
    # What an engine cannot do.
    "between two presses Playwright looks at the page, which may be another by then": (
        "entre deux pressions, Playwright examine la page, qui peut alors être une autre"
    ),
    "WebKitGTK imposes no colours": "WebKitGTK n’impose pas de couleurs",
    "WebKitGTK knows no manifests of applications": "WebKitGTK ne connaît pas les manifestes d’applications",
    "WebKitGTK's automation types keys alone": "l’automatisation de WebKitGTK ne frappe que des touches",
    "MiniBrowser does not start with a smallest size of letters": (
        "MiniBrowser ne démarre pas avec une taille minimale de caractères"
    ),
    "WebKitGTK's inspector cannot cut the network": "l’inspecteur de WebKitGTK ne peut pas couper le réseau",
    "WebKit keeps a worker that a page has sent away until the page is left": (
        "WebKit garde jusqu’au départ de la page le « service worker » que celle-ci a renvoyé"
    ),
    "WebKitGTK's inspector answers no server that asks for a password": (
        "l’inspecteur de WebKitGTK ne répond à aucun serveur qui demande un mot de passe"
    ),
    "WebKitGTK's automation has no touch screen": "l’automatisation de WebKitGTK n’a pas d’écran tactile",
    "Playwright's WebKit has no setting that blocks cookies": (
        "le WebKit de Playwright n’a pas de réglage qui bloque les cookies"
    ),
    "Playwright's WebKit has no setting of the smallest letters": (
        "le WebKit de Playwright n’a pas de réglage de la taille minimale des caractères"
    ),
    "Playwright's WebKit installs no service as an application": (
        "le WebKit de Playwright n’installe aucun service comme une application"
    ),
    "Playwright's WebKit has no zoom": "le WebKit de Playwright n’a pas de zoom",
    "no preference of Firefox zooms the pages of an automated window": (
        "aucune préférence de Firefox n’agrandit les pages d’une fenêtre automatisée"
    ),
    "with Firefox's preference of the smallest letters, pages still measure the small ones": (
        "avec la préférence de taille minimale de Firefox, les pages mesurent encore les petits caractères"
    ),
    "all contexts of a Firefox ask pages for the language of its launch": (
        "tous les contextes d’un Firefox demandent les pages dans la langue de son lancement"
    ),
    "neither Playwright nor WebDriver types through an input method": (
        "ni Playwright ni WebDriver ne passent par une méthode de saisie"
    ),
    "Firefox installs no service as an application on computers": (
        "sur ordinateur, Firefox n’installe aucun service comme une application"
    ),
    "over WebDriver BiDi, Firefox passes over a colour scheme; a launch sets it": (
        "par WebDriver BiDi, Firefox ignore un thème de couleurs ; un lancement le règle"
    ),
    "over WebDriver BiDi, Firefox passes over imposed colours; a launch sets them": (
        "par WebDriver BiDi, Firefox ignore des couleurs imposées ; un lancement les règle"
    ),
    "over WebDriver BiDi, Firefox's network cannot be cut": (
        "par WebDriver BiDi, le réseau de Firefox ne peut pas être coupé"
    ),
    "over WebDriver BiDi, Firefox does not tell what a form sends": (
        "par WebDriver BiDi, Firefox ne dit pas ce qu’un formulaire envoie"
    ),
    "over WebDriver BiDi, Firefox has no touch screen": "par WebDriver BiDi, Firefox n’a pas d’écran tactile",
    # What a deployment does not let be done or seen.
    "the FranceConnect of this deployment cannot be made to know people or to fail": (
        "on ne peut ni donner des personnes au FranceConnect de ce déploiement, ni le faire tomber en panne"
    ),
    "with which FranceConnect this deployment is registered is not ours to choose": (
        "le FranceConnect auquel ce déploiement est raccordé ne se choisit pas ici"
    ),
    "the image of this deployment's security control can be read by people alone": (
        "l’image du contrôle de sécurité de ce déploiement ne peut être lue que par une personne"
    ),
    "the mail server of this deployment cannot be made to refuse a mailbox": (
        "on ne peut pas faire refuser une boîte aux lettres au serveur de messagerie de ce déploiement"
    ),
    "the mail server of this deployment cannot be made to be busy": (
        "on ne peut pas faire passer pour occupé le serveur de messagerie de ce déploiement"
    ),
    "the e-mail codes of this deployment cannot be chosen": (
        "les codes envoyés par ce déploiement ne peuvent pas être choisis"
    ),
    "this deployment cannot be made to fail": "ce déploiement ne peut pas être mis en panne",
    "the accounts of this deployment cannot be looked up": (
        "les comptes de ce déploiement ne peuvent pas être consultés"
    ),
    "the log of this deployment cannot be read": "le journal de ce déploiement ne peut pas être lu",
    "the log and the files of this deployment cannot be read": (
        "le journal et les fichiers de ce déploiement ne peuvent pas être lus"
    ),
    "nothing says how this deployment's security control is answered ([target] captcha)": (
        "rien ne dit comment répondre au contrôle de sécurité de ce déploiement ([target] captcha)"
    ),
    "the key E2E_CAPTCHA_KEY does not open this deployment's security control": (
        "la clé E2E_CAPTCHA_KEY n’ouvre pas le contrôle de sécurité de ce déploiement"
    ),
    "nobody is at a terminal to answer the security control (run without -n)": (
        "personne n’est devant un terminal pour répondre au contrôle de sécurité (lancer sans -n)"
    ),
    "mails to {domain} would reach strangers: only a sink or Mailpit catches them": (
        "les messages vers {domain} atteindraient des inconnus : seuls « sink » ou Mailpit les retiennent"
    ),
    "the clock of this deployment cannot be moved ([target] clock)": (
        "l’horloge de ce déploiement ne peut pas être déplacée ([target] clock)"
    ),
    "the clock of this deployment cannot be moved ([target] clock), not to {moment} either": (
        "l’horloge de ce déploiement ne peut pas être déplacée ([target] clock), ni mise à {moment}"
    ),
    "the clock of this deployment cannot be moved ([target] clock), not by {duration} either": (
        "l’horloge de ce déploiement ne peut pas être déplacée ([target] clock), ni avancée de {duration}"
    ),
    "the clock of this deployment does not follow {file}: it is {its} there and not {ours} (UTC)": (
        "l’horloge de ce déploiement ne suit pas {file} : il y est {its} et non {ours} (UTC)"
    ),
    "this deployment does not tell its hour, so that no move of its clock is seen": (
        "ce déploiement ne dit pas son heure : aucun déplacement de son horloge ne se voit"
    ),
    "nothing says how this deployment's mails are read ([target] mailbox)": (
        "rien ne dit comment lire les messages de ce déploiement ([target] mailbox)"
    ),
    "the mailbox {where} cannot be read: {why}": "la boîte aux lettres {where} ne peut pas être lue : {why}",
    "the service of this deployment has no page such as {page} ([paths])": (
        "le service de ce déploiement n’a pas de page comme {page} ([paths])"
    ),
    "it sends forms to a deployment, which --destructive allows": (
        "il envoie des formulaires à un déploiement, ce que --destructive permet"
    ),
}
_UNBREAKABLE = re.compile(r" (?=[:;?!»])|(?<=«) ")
_PLACE = re.compile(r"\\{(\w+)\\}")
_PATTERNS = {
    re.compile(_PLACE.sub(r"(?P<\1>.+?)", re.escape(english))): _UNBREAKABLE.sub("\u00a0", french)
    for english, french in _FRENCH.items()
}
_CAPABILITY = re.compile(r"(\w+ \(\w+\)): ")


def in_french(reason: str) -> str | None:
    """Return a reason in French; None where it is known in English alone, as the words of tests of others are."""
    said = _CAPABILITY.match(reason)
    prefix, sentence = (f"{said[1]}\u00a0: ", reason[said.end() :]) if said else ("", reason)
    found = ((pattern.fullmatch(sentence), french) for pattern, french in _PATTERNS.items())
    return next((prefix + french.format(**match.groupdict()) for match, french in found if match), None)
