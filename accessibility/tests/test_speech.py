"""What is taken for the end of an utterance of the screen reader."""

from pathlib import Path
from threading import Timer

from accessibility.screen_reader.speech import Speech

LOADING = "Chargement en cours. Veuillez patienter."
LOADED = "Chargement de Vos identifiants terminé"


def test_announced_page_is_waited_for_longer_than_a_silence(tmp_path: Path) -> None:
    file = tmp_path / "said"
    file.write_text("avant\n", encoding="utf-8")
    speech = Speech(file, patience_seconds=20, silence_seconds=0.1)
    mark = speech.mark()
    file.write_text(f"avant\n{LOADING}\n", encoding="utf-8")
    Timer(0.5, file.write_text, (f"avant\n{LOADING}\n{LOADED}\n",), {"encoding": "utf-8"}).start()
    assert speech.since(mark) == (LOADING, LOADED)


def test_page_that_never_comes_is_waited_for_no_longer_than_the_patience(tmp_path: Path) -> None:
    file = tmp_path / "said"
    file.write_text(f"{LOADING}\n", encoding="utf-8")
    assert Speech(file, patience_seconds=0.3, silence_seconds=0.1).since(0) == (LOADING,)
