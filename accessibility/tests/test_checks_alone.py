"""Some checks on pages written for them: what they must see in both languages, and what proves that nothing drags."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from accessibility.checks import consistency
from accessibility.checks.declared import CHECKS, Flaw, Remark
from accessibility.checks.examination import examine
from accessibility.checks.scene import DARK, FORCED, SCRIPTS, VIEWS, NotShown, Scene, Site, View
from e2e import deployment
from e2e.engines import Capability

pytestmark = pytest.mark.only_browser("chromium")

SUMMARY = """<div class="fr-alert fr-alert--error" role="group" tabindex="-1"><h2>{title}</h2>
<ul><li><a href="#nir">{message}</a></li></ul></div>"""
FIELD = """<form><p>{required}</p><div class="fr-input-group--error"><label for="nir">Number</label><input id="nir"
name="nir" required aria-invalid="true" aria-describedby="nir-error"><p id="nir-error"
class="fr-message fr-message--error"><svg></svg>{word} {message}</p></div></form>"""
FRENCH = {
    "title": "À corriger",
    "message": "Saisissez les 15 caractères.",
    "word": "Erreur :",
    "required": "Obligatoire",
}
ENGLISH = {"title": "To correct", "message": "Enter the 15 characters.", "word": "Error:", "required": "Required"}
LANGUAGES = pytest.mark.parametrize("words", [FRENCH, ENGLISH], ids=["French", "English"])

Written = Callable[[str], Scene]


@pytest.fixture
def written(browser: Browser) -> Iterator[Written]:
    """Return what shows a page of one's own, with the witness."""
    page = browser.new_page()
    page.add_init_script(path=SCRIPTS / "witness.js")

    def write(body: str) -> Scene:
        page.goto(f"data:text/html;charset=utf-8,{quote('<!DOCTYPE html><title>T</title><main>' + body + '</main>')}")
        return Scene(page, "essai", "chromium", Site())

    yield write
    page.close()


def flaws(check: str, scene: Scene) -> list[str]:
    return [seen.message for seen in CHECKS[check].look(scene) if isinstance(seen, Flaw)]


def remarks(check: str, scene: Scene) -> list[str]:
    return [seen.text for seen in CHECKS[check].look(scene) if isinstance(seen, Remark)]


@LANGUAGES
@pytest.mark.parametrize("check", ["erreurs-identifiees", "erreurs-aidees", "erreur-hors-couleur"])
def test_errors_are_understood_in(written: Written, words: dict[str, str], check: str) -> None:
    assert flaws(check, written((SUMMARY + FIELD).format(**words))) == []


@LANGUAGES
def test_field_that_is_red_and_says_nothing_is_seen_in(written: Written, words: dict[str, str]) -> None:
    silent = FIELD.replace("{word} {message}", "")
    assert flaws("erreur-hors-couleur", written(silent.format(**words))) == [
        "L’erreur de «\u00a0Number\u00a0» ne se voit que par la couleur."
    ]


@LANGUAGES
def test_summary_without_focus_is_seen_in(written: Written, words: dict[str, str]) -> None:
    assert flaws("focus-sur-les-erreurs", written((SUMMARY + FIELD).format(**words))) == [
        "Le récapitulatif des erreurs ne reçoit pas le focus."
    ]


# An exchange as htmx tells of it; « {moved} » happens between the new page and the end of htmx's work on it.
EXCHANGE = """
<h1 tabindex="-1">Étape 2</h1><input id="code">
<script>
addEventListener("load", () => {{
  const main = document.querySelector("main");
  main.id = "main";
  const tell = name => main.dispatchEvent(
    new CustomEvent(name, {{bubbles: true, detail: {{xhr: window, target: main, elt: main}}}}));
  tell("htmx:beforeSwap");
  {restored}
  tell("htmx:afterSwap");
  {moved}
  tell("htmx:afterSettle");
}});
</script>"""
FIELD_FOCUSED = "document.getElementById('code').focus();"


@pytest.mark.parametrize(
    ("happens", "found"),
    [
        pytest.param({"restored": "", "moved": ""}, 1, id="nobody has the focus"),
        pytest.param({"restored": FIELD_FOCUSED, "moved": ""}, 1, id="htmx leaves it in the field"),
        pytest.param({"restored": "", "moved": FIELD_FOCUSED}, 0, id="somebody goes to the field"),
        pytest.param({"restored": "", "moved": "document.querySelector('h1').focus();"}, 0, id="the heading"),
    ],
)
def test_focus_is_lost_unless_it_was_taken(written: Written, happens: dict[str, str], found: int) -> None:
    assert len(flaws("focus-apres-echange", written(EXCHANGE.format(**happens)))) == found


def test_alert_without_a_role_is_no_summary(written: Written) -> None:
    scene = written('<div class="fr-alert fr-alert--error"><h2>Votre demande n’a pas abouti</h2></div>')

    assert scene.facts("errors")["summary"] is None


@pytest.mark.parametrize(
    ("body", "said"),
    [
        pytest.param("<p>Rien</p>", "Aucun élément à glisser", id="nothing"),
        pytest.param('<p draggable="true">Ici</p>', "1 élément(s) à glisser", id="an element"),
        pytest.param(
            "<script>document.addEventListener('pointermove', () => {})</script>",
            "glissements écoutés\u00a0: pointermove",
            id="a script",
        ),
    ],
)
def test_gestures_are_told_with_their_proof(written: Written, body: str, said: str) -> None:
    assert said in remarks("gestes", written(body))[0]


def test_colours_that_a_browser_passes_over_are_not_taken_for_verified(written: Written) -> None:
    scene = replace(written("<input>"), lacks=(Capability.EMULATED_COLOURS, Capability.FORCED_COLOURS))

    examined = examine(scene, [CHECKS["couleurs-imposees"], CHECKS["contraste-des-champs"]])

    assert "couleurs-imposees" not in examined.elements
    assert [view.name for view in scene.possible(VIEWS)] == ["1280 px, clair", "768 px, clair", "320 px, clair"]
    assert ["sombre" in told or "imposées" in told for told in scene.unverified()] == [True, True]


def test_browser_that_shows_all_colours_leaves_nothing_unverified(written: Written) -> None:
    scene = written("<input>")

    assert "couleurs-imposees" in examine(scene, [CHECKS["couleurs-imposees"]]).elements
    assert scene.unverified() == ()


@pytest.mark.parametrize("view", [DARK, FORCED], ids=lambda view: view.name)
def test_colours_that_were_not_shown_fail_aloud(written: Written, view: View) -> None:
    scene = written("<input>")
    scene.page.emulate_media = lambda **_: None  # type: ignore[method-assign]

    with pytest.raises(NotShown):
        scene.show(view)


def test_dragging_is_declared() -> None:
    assert "2.5.7" in CHECKS["gestes"].wcag


FIRST, LATER = "/inscription/identite", "/inscription/coordonnees"


def step(path: str, site: Site, *, is_empty: bool) -> Any:
    """Return a step that asks for an e-mail address."""
    field = {"name": "email", "autocomplete": "email", "label": "E-mail", "isEmpty": is_empty}
    return SimpleNamespace(path=path, site=site, facts=lambda _: [field | {"selector": "#email", "html": "<input>"}])


@pytest.mark.parametrize("order", [1, -1], ids=["in their order", "the later one first"])
@pytest.mark.parametrize(
    ("steps", "is_told"),
    [
        ({FIRST: False, LATER: True}, True),
        ({FIRST: True, LATER: True}, True),
        ({FIRST: True, LATER: False}, False),
        ({FIRST: True, "/inscription/franceconnect/identite": True}, False),
    ],
    ids=["later one empty", "both empty", "first one empty", "no step of this sign-up"],
)
def test_answer_that_a_later_step_asks_for_again_is_told_whichever_worker_was_first(
    tmp_path: Path, steps: dict[str, bool], order: int, *, is_told: bool
) -> None:
    scenes = [step(path, Site(tmp_path), is_empty=is_empty) for path, is_empty in list(steps.items())[::order]]
    told = [flaw for scene in scenes for flaw in flaws("saisie-unique", scene)]
    assert bool(told) is is_told


def test_steps_that_a_service_has_are_compared_though_it_lacks_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deployment, "_tables", lambda _: {"paths": {"/inscription/code": ""}})
    steps = ["/inscription/identite", "/inscription/coordonnees", "/inscription/situation"]
    assert [*consistency._steps()] == steps
