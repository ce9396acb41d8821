"""The auditor's command: ``python -m accessibility.audit [run|deliver|begin|key|sign|publish]``.

`run` examines the service in browsers and writes all deliverables; the others need no browser: they work on the audit
that `run` has stored.
"""

import argparse
import shutil
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from accessibility import evidence
from accessibility.deliverables import declaration, folder, grid, manual, signing
from accessibility.deliverables.assessment import Assessment, assess
from accessibility.deliverables.report import OUTCOMES
from accessibility.deliverables.service import Service
from accessibility.rgaa import treatment
from webapp.clock import PARIS, SystemClock
from webapp.public import statement
from webapp.settings import Settings

DIRECTORY = Path("reports/audit")
MADE_BY_AN_AUDIT = ".audit-rgaa"
STARTED_FOR_THE_AUDIT = "http://127.0.0.1:8000"


class CannotAudit(Exception):
    """The command cannot do what it was asked; says why, in French."""


class Incomplete(CannotAudit):
    """The audit has not met every state; names them, in French."""


def main(arguments: Sequence[str] | None = None, *, examine: evidence.Examine | None = None) -> int:
    """Do what the command line asks; return 1, with the reason, if it cannot be done.

    Args:
        arguments: those of the command line, unless given.
        examine: what looks at the service: the checks in browsers, unless given.

    """
    asked = parser().parse_args(arguments)
    asked.examine = examine or partial(examine_in_browsers, options=_options(asked))
    try:
        COMMANDS[asked.command](asked)
    except (CannotAudit, manual.NotTrusted, declaration.NothingSigned, grid.NotTheGrid) as refusal:
        print(refusal, file=sys.stderr)  # noqa: T201 - a command
        return 1
    return 0


def parser() -> argparse.ArgumentParser:
    """Return what the command line understands."""
    made = argparse.ArgumentParser(
        prog="python -m accessibility.audit",
        description="Audit d’accessibilité (RGAA).",
        epilog="\n".join(f"{name}: {command.__doc__}" for name, command in COMMANDS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.add_argument("command", nargs="?", choices=COMMANDS, default="run")
    made.add_argument("file", nargs="?", type=Path, help="pour begin et sign, les verdicts\u00a0; pour key, la clé")
    made.add_argument("--directory", type=Path, default=DIRECTORY, help="dossier de l’audit (reports/audit)")
    made.add_argument("--verdicts", type=Path, default=manual.DIRECTORY, help="dossier des verdicts signés")
    made.add_argument("--statement", type=Path, default=statement.FILE, help="fichier publié sur /accessibilite")
    made.add_argument("--grid", type=Path, help="grille officielle (ODS) à remplir")
    made.add_argument("--browser", action="append", help="chromium (par défaut), firefox\u00a0; répétable")
    made.add_argument("--base-url", default="", help="déploiement à examiner, à la place de [target] url")
    made.add_argument("--destructive", action="store_true", help="y envoyer des formulaires, créer des comptes")
    made.add_argument("--private-key", type=Path, help="clé privée, pour sign")
    _add_service(made)
    return made


def _add_service(made: argparse.ArgumentParser) -> None:
    fields = Settings.model_fields
    made.add_argument("--address", help="adresse publique à écrire dans les documents, sans rien y examiner")
    made.add_argument("--name", default=fields["service_name"].default, help="nom du service")
    made.add_argument("--publisher", default=fields["publisher"].default, help="organisme responsable")
    made.add_argument("--contact", default=fields["contact_email"].default, help="adresse pour signaler une difficulté")


def run(asked: argparse.Namespace) -> None:
    """Examine the service and write everything."""
    _empty(asked.directory)
    audit = asked.examine(asked.browser or ["chromium"], asked.directory, treatment.absence_selectors())
    evidence.write(audit, asked.directory)
    deliver(asked)


def _empty(directory: Path) -> None:
    """Make the folder of the audit anew. Raises CannotAudit where it holds what no audit has put there."""
    mark = directory / MADE_BY_AN_AUDIT
    if directory.exists() and not mark.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise CannotAudit(
            f"{directory} n’est pas vide et ne vient pas d’un audit\u00a0: rien n’y est effacé. "
            "Videz ce dossier ou donnez-en un autre\u00a0: --directory DOSSIER."
        )
    if directory.exists():
        shutil.rmtree(directory)
    directory.mkdir(parents=True)
    mark.touch()


def examine_in_browsers(
    engines: Sequence[str], directory: Path, selectors: Mapping[str, str], *, options: Sequence[str] = ()
) -> evidence.Audit:
    """Look at the service in browsers. Raises CannotAudit if they saw nothing."""
    from accessibility import auditing, checks  # noqa: PLC0415 - the other commands need no browser

    try:
        return checks.examine(engines, directory.resolve(), selectors, options=options)
    except auditing.NothingSeen as error:
        raise CannotAudit(
            "Les navigateurs n’ont montré aucun état\u00a0; le message de pytest est au-dessus."
        ) from error
    except auditing.Interrupted as error:
        raise CannotAudit(f"Les vérifications ne sont pas allées à leur terme ({error}).") from error


def deliver(asked: argparse.Namespace) -> None:
    """Write the deliverables of the stored audit, and say what came of it.

    Raises:
        Incomplete: they are written, and the audit has not met every state.

    """
    assessment = _assessment(asked)
    service = _service(asked, assessment.audit)
    files = folder.write(assessment, service, asked.directory, today())
    if asked.grid:
        files = (*files, folder.write_grid(assessment, service, asked.directory, asked.grid))
    print(_summary(assessment))  # noqa: T201 - a command
    print("\n".join(str(file) for file in files))  # noqa: T201 - a command
    if assessment.audit.unreached:
        raise Incomplete(_told_incomplete(assessment.audit))


def begin(asked: argparse.Namespace) -> None:
    """Write a file of verdicts to fill in."""
    file = _file(asked)
    if file.exists():
        raise CannotAudit(f"{file} existe déjà.")
    file.write_text(signing.begin(_assessment(asked).judgements, today()), encoding="utf-8")


def key(asked: argparse.Namespace) -> None:
    """Make an auditor's key, and say what to write into the list of known keys."""
    try:
        public = signing.make_key(_file(asked))
    except FileExistsError as error:
        raise CannotAudit(f"{asked.file} existe déjà.") from error
    print(f'[[keys]]\nname = "Prénom Nom"\npublic = "{public}"')  # noqa: T201 - a command


def sign(asked: argparse.Namespace) -> None:
    """Sign a file of verdicts for the pages of the stored audit."""
    if not asked.private_key:
        raise CannotAudit("Indiquez votre clé\u00a0: --private-key FICHIER.")
    signing.sign(_file(asked), asked.private_key, _audit(asked))


def publish(asked: argparse.Namespace) -> None:
    """Hand the last signed result to the application."""
    made = declaration.statement(_assessment(asked), today())
    statement.write(made, asked.statement)
    print(f"{asked.statement}\u00a0: {made.mention} ({made.rate}\u00a0%)")  # noqa: T201 - a command


def today() -> date:
    """Return the day in mainland France."""
    return SystemClock().now().astimezone(PARIS).date()


def _file(asked: argparse.Namespace) -> Path:
    if not asked.file:
        raise CannotAudit(f"Indiquez le fichier\u00a0: {asked.command} FICHIER.")
    return Path(asked.file)


def _assessment(asked: argparse.Namespace) -> Assessment:
    return assess(_audit(asked), today(), asked.verdicts)


def _audit(asked: argparse.Namespace) -> evidence.Audit:
    try:
        return evidence.read(asked.directory)
    except FileNotFoundError as error:
        raise CannotAudit(
            f"Aucun audit dans {asked.directory}\u00a0: lancez d’abord «\u00a0make audit\u00a0»."
        ) from error
    except ValidationError as error:
        raise CannotAudit(f"L’audit de {asked.directory} ne se lit pas.") from error


def _options(asked: argparse.Namespace) -> list[str]:
    """Return what tells pytest which deployment is looked at, and how; nothing for the service that it starts."""
    named = ["--base-url", asked.base_url] if asked.base_url else []
    return [*named, "--destructive"] if asked.destructive else named


def _service(asked: argparse.Namespace, audit: evidence.Audit) -> Service:
    examined = audit.target if audit.target.startswith("http") else STARTED_FOR_THE_AUDIT
    return Service(asked.name, asked.publisher, asked.address or examined, asked.contact)


def _told_incomplete(audit: evidence.Audit) -> str:
    states = ", ".join(f"{each.state} ({each.engine})" for each in audit.unreached)
    count = len(audit.unreached)
    return f"AUDIT INCOMPLET\u00a0: {count} état(s) n’ont pas été atteints, ou pas jusqu’au bout\u00a0: {states}"


def _summary(assessment: Assessment) -> str:
    counts = ", ".join(f"{assessment.counts[code]} {name}" for code, name in OUTCOMES.items())
    coverage = assessment.coverage
    return (
        f"Accessibilité\u00a0: {assessment.mention}\n"
        f"{len(assessment.audit.states)} états, {len(assessment.pages)} pages\n"
        f"{len(assessment.judgements)} critères\u00a0: {counts}\n"
        f"{coverage.checked} critères vérifiés ({len(coverage.automatic)} automatiques, "
        f"{len(coverage.assisted)} assistés), {len(assessment.audit.findings)} échecs constatés"
    )


COMMANDS = {"run": run, "deliver": deliver, "begin": begin, "key": key, "sign": sign, "publish": publish}


if __name__ == "__main__":
    sys.exit(main())
