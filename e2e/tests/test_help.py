"""Help where it is needed, and a look at the browser (HELP-1)."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from e2e.journey import Journey, wrong_codes
from e2e.pages import (
    BrowserCheckPage,
    CodeStep,
    CookiesPage,
    DeadCode,
    ExpiredCode,
    HelpPage,
    HomePage,
    IdentityStep,
    Person,
    SituationStep,
    StepPage,
)
from e2e.targets import Clock, Target
from e2e.tests.test_code import LIFETIME
from e2e.wording import any_of, label, paris_hour, saying

pytestmark = pytest.mark.requirement("HELP-1")


# WebKitGTK's windows that a page opens have loaded all their files before a test can keep one from them.
IN_A_WINDOW = pytest.mark.renderings("htmx", "plain")


def expect_part(step: StepPage, name: str) -> None:
    """Follow the step's link: its part of the help is in view, and the step stays open."""
    help_page = HelpPage(step.open_help()).expect_current()
    expect(help_page.part(name)).to_be_in_viewport()
    step.expect_current()


@IN_A_WINDOW
@pytest.mark.long
def test_each_step_links_to_its_part_of_the_help(journey: Journey, persona: Person) -> None:
    identity = journey.to_filled_identity(persona)
    expect_part(identity, "Étape 1 : vos identifiants")
    expect(identity.nir).to_have_value(persona.nir)
    identity.submit()
    code = CodeStep(journey.page).expect_current()
    expect_part(code, "Étape 2 : le code reçu par message électronique")
    code.enter(journey.code_of(persona))


@IN_A_WINDOW
def test_later_steps_link_to_their_parts_of_the_help(journey: Journey, persona: Person) -> None:
    contact = journey.to_contact(persona)
    expect_part(contact, "Étape 3 : vos coordonnées")
    contact.fill(persona)
    contact.submit()
    expect_part(SituationStep(journey.page).expect_current(), "Étape 4 : votre situation")


@IN_A_WINDOW
def test_expired_code_links_to_its_problem(journey: Journey, persona: Person, clock: Clock) -> None:
    issued_at = clock.freeze()
    journey.to_code(persona)
    clock.set(issued_at + LIFETIME)
    journey.page.reload()
    expect_part(ExpiredCode(journey.page).expect_current(), "Mon code a expiré")


@IN_A_WINDOW
def test_dead_code_links_to_its_problem(journey: Journey, persona: Person) -> None:
    journey.to_code(persona)
    journey.spend_tries(persona, 3).enter(wrong_codes(journey.code_of(persona))[3])
    expect_part(DeadCode(journey.page).expect_current(), "Mon code est refusé")


@IN_A_WINDOW
def test_security_control_links_to_other_ways(journey: Journey) -> None:
    identity = journey.to_identity()
    with journey.page.expect_popup() as opened:
        identity.link("Les autres solutions").click()
    expect(HelpPage(opened.value).part("Le contrôle de sécurité")).to_be_in_viewport()


@pytest.mark.read_only
def test_contents_lead_to_parts_that_exist(page: Page) -> None:
    contents = HelpPage(page).open().main.get_by_role("navigation", name=label("Sommaire")).get_by_role("link")
    targets = contents.evaluate_all("links => links.map(link => document.querySelector(link.hash)?.tagName)")
    assert len(targets) > 10
    assert set(targets) <= {"H2", "H3"}


def test_browser_check_tells_about_cookies(page: Page) -> None:
    check = BrowserCheckPage(page).open()
    expect(check.main.get_by_text(label("Vous n’avez pas encore répondu"))).to_be_visible()
    check.accept_here()
    expect(check.main.get_by_text(label("Votre navigateur accepte les cookies"))).to_be_visible()
    CookiesPage(page).open().refuse()
    expect(CookiesPage(page).choice).to_contain_text(label("refusés"))
    expect(check.open().main.get_by_text(label("Vous avez refusé les cookies"))).to_be_visible()


@pytest.mark.read_only
@pytest.mark.in_turn
@pytest.mark.parametrize(
    ("width", "verdict"),
    [
        (300, "Votre fenêtre est très étroite"),
        (400, "Votre fenêtre est étroite, et cela convient"),
        (1280, "La largeur de votre fenêtre convient"),
        (3000, "Votre fenêtre est très large"),
    ],
)
def test_browser_check_tells_about_window_and_zoom(page: Page, width: int, verdict: str) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    check = BrowserCheckPage(page).open()
    verdicts = check.main.get_by_text(any_of("Votre fenêtre est", "de votre fenêtre convient"))
    expect(verdicts).to_have_count(4)
    expect(verdicts.filter(visible=True)).to_have_count(1)
    expect(check.main.get_by_text(label(verdict))).to_be_visible()
    expect(check.main.get_by_role("heading", name=label("3. Le zoom"))).to_be_visible()


def test_browser_check_tells_the_hour_of_the_service(page: Page, target: Target, clock: Clock) -> None:
    now = clock.freeze()
    check = BrowserCheckPage(page).open()
    expect(check.main).to_contain_text(saying("Notre horloge indiquait", paris_hour(now), "Comparez avec la vôtre"))
    assert target.clock.now() == now


@pytest.mark.renderings("htmx", "blocked")
def test_browser_check_measures_window_and_zoom_where_it_has_javascript(page: Page) -> None:
    page.set_viewport_size({"width": 1000, "height": 700})
    main = BrowserCheckPage(page).open().main
    expect(main).to_contain_text(saying("1000 pixels de large, 700 de haut", "100 %, réglage de l’écran compris"))
    page.evaluate("Object.defineProperty(window, 'devicePixelRatio', { value: 2 })")
    page.set_viewport_size({"width": 900, "height": 700})
    expect(main).to_contain_text(saying("900 pixels de large"))
    expect(main).to_contain_text(saying("Votre écran est très fin, ou le zoom est de 200 % au moins"))
    expect(main).not_to_contain_text(label("réglage de l’écran compris"))


@pytest.mark.renderings("htmx", "blocked")
@pytest.mark.parametrize(
    ("minutes", "verdict"),
    [(0, "la vôtre est à l’heure"), (20, "la vôtre avance de 20 min"), (-20, "la vôtre retarde de 20 min")],
)
def test_browser_check_judges_the_clock_where_it_has_javascript(
    page: Page, clock: Clock, minutes: int, verdict: str
) -> None:
    page.clock.set_fixed_time(clock.freeze() + timedelta(minutes=minutes))
    expect(BrowserCheckPage(page).open().main).to_contain_text(saying(verdict))


@pytest.mark.read_only
@pytest.mark.renderings("plain")
def test_browser_check_claims_no_measure_without_javascript(page: Page) -> None:
    main = BrowserCheckPage(page).open().main
    expect(main.get_by_text(label("Comparez avec la vôtre"))).to_be_visible()
    expect(main.get_by_text(label("Mesuré"))).to_have_count(0)


@pytest.mark.read_only
def test_help_is_reached_from_every_footer(page: Page) -> None:
    home = HomePage(page).open()
    home.footer.get_by_role("link", name=label("Vérifier mon navigateur")).click()
    BrowserCheckPage(page).expect_current()
    IdentityStep(page).footer.get_by_role("link", name=label("Aide"), exact=True).click()
    HelpPage(page).expect_current()
