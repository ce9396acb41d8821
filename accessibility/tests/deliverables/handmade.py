"""An audit made by hand: five states of three pages, two failures, a note, an absence; and an auditor who signs."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from accessibility.deliverables import signing
from accessibility.deliverables.assessment import Assessment, assess
from accessibility.deliverables.service import Service
from accessibility.evidence import Absence, Audit, CheckResult, Finding, Note, StateRecord, Unreached
from accessibility.rgaa import criteria

TODAY = date(2026, 11, 23)
AUTHOR = "Camille Dupont"
SERVICE = Service("Compte Formation", "Organisme", "https://inscription.example.fr", "aide@example.fr")

STATES = (
    StateRecord("accueil", "Accueil", "/", "aa", "Accueil – Compte Formation", "etats/accueil.png"),
    StateRecord("code", "Étape 2, code envoyé", "/inscription/code", "bb", "Code – Compte Formation"),
    StateRecord("code-faux", "Étape 2, code faux", "/inscription/code", "cc", "Erreur : Code – Compte Formation"),
    StateRecord("code-mort", "Étape 2, quatre codes faux", "/inscription/code", "dd", "Code – Compte Formation"),
    StateRecord("accessibilite", "Déclaration", "/accessibilite", "ee", "Accessibilité – Compte Formation"),
)
EVERYWHERE = tuple(state.id for state in STATES)

UNLABELLED = Finding(
    check="label",
    rgaa=("11.1",),
    wcag=("1.3.1", "4.1.2"),
    state="code-faux",
    url="/inscription/code",
    selector="#code",
    html='<input id="code" name="code">',
    message="Le champ n’a pas d’étiquette.",
    engine="chromium",
    screenshot="constats/label.png",
    spoken="zone de saisie",
    test="11.1.1",
)
SMALL = Finding(
    check="target-size",
    rgaa=(),
    wcag=("2.5.8",),
    state="accueil",
    url="/",
    selector="footer a",
    html="<a href='/aide'>Aide</a>",
    message="La cible mesure 18 px.",
    engine="chromium",
)
RESULTS = (
    CheckResult("label", "Chaque champ a une étiquette", ("11.1",), ("1.3.1", "4.1.2"), "automatic", EVERYWHERE, 12,
                (UNLABELLED,)),
    CheckResult("contrast", "Le texte contraste", ("3.2",), ("1.4.3",), "automatic", EVERYWHERE, 90),
    CheckResult("titles", "Les titres des pages", ("8.6",), ("2.4.2",), "assisted", EVERYWHERE, 5,
                evidence=(Note("Titre : « Code »", "code", "etats/code.png", "Code"),)),
    CheckResult("target-size", "Les cibles font 24 px", (), ("2.5.8",), "automatic", EVERYWHERE, 40, (SMALL,)),
)  # fmt: skip
AUDIT = Audit(
    date=datetime(2026, 11, 23, 9, 30, tzinfo=UTC),
    engines={"chromium": "156.0"},
    target="http://127.0.0.1:8000",
    commit="0123456789ab",
    states=STATES,
    results=RESULTS,
    absences=(Absence("2.1", "Aucun élément «\u00a0iframe, frame\u00a0» dans les 5 affichages examinés."),),
    tools={"axe-core": "4.14.1"},
)
INCOMPLETE = replace(
    AUDIT, absences=(), unreached=(Unreached("contact", "Étape 3, vide", "firefox"),), unverified=("Le son manque.",)
)
FLAWLESS = replace(AUDIT, results=tuple(replace(result, findings=()) for result in RESULTS))


def everything(outcome: str, **others: str) -> Mapping[str, str]:
    """Return a verdict on each criterion: the same one, but for those that are named (`c11_1="NC"`)."""
    named = {name.removeprefix("c").replace("_", "."): other for name, other in others.items()}
    return {each.id: named.get(each.id, outcome) for each in criteria.read().criteria}


def signed(
    directory: Path, verdicts: Mapping[str, str], *, audit: Audit = AUDIT, more: str = "", head: str = ""
) -> Path:
    """Write and sign a file of verdicts in a directory that knows its author, and return it."""
    rows = "".join(
        f'\n[[verdicts]]\ncriterion = "{criterion}"\nverdict = "{outcome}"\ncomment = "Vu."\n{more}'
        for criterion, outcome in verdicts.items()
    )
    directory.mkdir(exist_ok=True)
    file = directory / "2026-11-20-dupont.toml"
    author = f'author = "{AUTHOR}"\norganisation = "Cabinet"\ndate = 2026-11-20\n'
    file.write_text(f"{author}{head}\n{rows}", encoding="utf-8")
    private = directory / "dupont.pem"
    public = signing.make_key(private)
    (directory / "keys.toml").write_text(f'[[keys]]\nname = "{AUTHOR}"\npublic = "{public}"\n', encoding="utf-8")
    signing.sign(file, private, audit)
    return file


def assessed(directory: Path, *, audit: Audit = AUDIT, today: date = TODAY) -> Assessment:
    """Return what comes of the audit with the verdicts of a directory."""
    return assess(audit, today, directory)
