"""What an auditor does with verdicts: begin a file, make a key, sign."""

import json
import tomllib
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from accessibility.deliverables import manual
from accessibility.deliverables.judgement import Judgement
from accessibility.evidence import Audit

# Whoever signs again signs what stands above this line.
SEAL = "\n# Signé par python -m accessibility.audit sign. Modifier ce fichier défait la signature.\n"
PRIVATE = 0o600
HEAD = """author = "Prénom Nom"
organisation = "Organisme"
date = {today}
# Vos navigateurs et technologies d’assistance, avec leurs versions : environments = ["Firefox 140 et NVDA 2025.3"]
environments = []
# Ce que l’obligation d’accessibilité ne couvre pas, en une phrase chacun.
out_of_scope = []
"""


def make_key(file: Path) -> str:
    """Write a new private key to a file that only its owner reads, and return the public one.

    Raises:
        FileExistsError: there is such a file already.

    """
    key = Ed25519PrivateKey.generate()
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.touch(mode=PRIVATE, exist_ok=False)
    file.write_bytes(text)
    return manual.public_text(key.public_key())


def begin(judgements: Iterable[Judgement], today: date) -> str:
    """Return a file of verdicts to fill in: the criteria that stay to be judged, each with what there is to look at."""
    head = HEAD.format(today=today.isoformat())
    return head + "".join(_row(judgement) for judgement in judgements if judgement.outcome == "NT")


def sign(file: Path, private_key: Path, audit: Audit) -> None:
    """Sign a file of verdicts in place, for the pages as the audit met them.

    Raises:
        manual.NotTrusted: the file has not the shape of one.

    """
    key = serialization.load_pem_private_key(private_key.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise manual.NotTrusted("La clé n’est pas une clé Ed25519.")
    written = file.read_text(encoding="utf-8").partition(SEAL)[0].rstrip("\n") + "\n" + SEAL
    public = manual.public_text(key.public_key())
    try:
        value = manual.seal(tomllib.loads(written + _signature(public, "", audit)), key)
    except tomllib.TOMLDecodeError as error:
        raise manual.NotTrusted(f"Le fichier ne se lit pas ({error}).") from error
    file.write_text(written + _signature(public, value, audit), encoding="utf-8")


def _row(judgement: Judgement) -> str:
    lines = ["", f"# {judgement.criterion.id} {judgement.criterion.title}"]
    lines += [f"#   À juger\u00a0: {judgement.treatment.person}"] if judgement.treatment.person else []
    lines += ["[[verdicts]]", f'criterion = "{judgement.criterion.id}"', 'verdict = "NT"  # C, NC, NA ou NT']
    return "\n".join([*lines, 'comment = ""', ""])


def _signature(public: str, value: str, audit: Audit) -> str:
    states = [f"{json.dumps(state.id)} = {json.dumps(state.digest)}" for state in audit.states]
    head = ["[signature]", f'key = "{public}"', f'value = "{value}"', "", "[signature.states]"]
    return "\n".join([*head, *states, ""])
