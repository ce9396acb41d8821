"""What the screen reader said on the way, moment by moment: files that the listening tests write and the audit reads.

The states of an audit are met one by one, without a screen reader: a journey is heard once, by somebody who walks it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter

from accessibility.evidence import CheckResult, Kind, Note

DIRECTORY = Path("reports/speech")

# In which state of e2e/states.py the page is at a moment; one that is not named has the state of its step.
STATES = {
    "gate": "seuil",
    "identity": "identite",
    "identity: empty": "identite-erreurs",
    "identity: number refused": "identite-erreurs",
    "identity: password refused": "identite-erreurs",
    "identity: password shown": "identite-visible",
    "identity: another security code": "identite-autre-controle",
    "code": "code",
    "code: wrong": "code-faux",
    "code: code refused": "code-faux",
    "code: another code": "code-renvoye",
    "contact": "coordonnees",
    "contact: towns": "coordonnees-communes",
    "contact: incomplete": "coordonnees-erreurs",
    "contact: telephone refused": "coordonnees-erreurs",
    "situation": "situation",
    "situation: empty": "situation-erreurs",
    "situation: terms refused": "situation-erreurs",
    "done": "terminee",
}


@dataclass(frozen=True)
class Rule:
    """What is decided on by ear, as an audit declares it."""

    id: str = "lecteur-d-ecran"
    title: str = "Ce que le lecteur d’écran Orca restitue du parcours"
    rgaa: tuple[str, ...] = ("7.1", "7.5", "11.1", "11.10")
    wcag: tuple[str, ...] = ("4.1.2", "4.1.3", "3.3.1", "3.3.2")
    kind: Kind = "assisted"


@dataclass(frozen=True)
class Transcript:
    """A journey in one browser, as it was heard.

    Attributes:
        engine: the name of the browser's engine.
        commit: the revision of the application, or "".
        moments: what was said at each, in order.

    """

    engine: str
    commit: str
    moments: Mapping[str, tuple[str, ...]]

    def in_state(self, state: str) -> str:
        """Return all that was said in a state, or nothing where nobody listened."""
        return " ".join(words for moment, said in self.moments.items() if state_at(moment) == state for words in said)


_TRANSCRIPT = TypeAdapter(Transcript)


def write(transcript: Transcript, directory: Path = DIRECTORY) -> None:
    """Store it for the audits of the same revision."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / f"{transcript.engine}.json").write_bytes(_TRANSCRIPT.dump_json(transcript, indent=1))


def read_all(commit: str, directory: Path = DIRECTORY) -> tuple[Transcript, ...]:
    """Return what was heard of a revision; what was heard of another one says nothing of this one."""
    files = sorted(directory.glob("*.json"))
    return tuple(one for file in files if (one := _TRANSCRIPT.validate_json(file.read_bytes())).commit == commit)


def state_at(moment: str) -> str:
    """Return the state in which the page is at a moment."""
    return STATES.get(moment) or STATES[moment.partition(":")[0]]


def result(transcripts: Iterable[Transcript]) -> CheckResult:
    """Return what a person decides on by ear, with what was said at each moment."""
    rule, notes = Rule(), tuple(note for one in transcripts for note in _notes(one))
    states = tuple(dict.fromkeys(note.state for note in notes))
    return CheckResult(
        rule.id, rule.title, rule.rgaa, rule.wcag, rule.kind, states, elements_examined=len(notes), evidence=notes
    )


def _notes(transcript: Transcript) -> Iterator[Note]:
    for moment, said in transcript.moments.items():
        text = f"Parcours écouté dans {transcript.engine}, moment «\u00a0{moment}\u00a0»."
        yield Note(text, state_at(moment), spoken=" ".join(said))
