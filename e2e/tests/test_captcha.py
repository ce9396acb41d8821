"""The security control (CAPTCHA-1, CAPTCHA-2)."""

import io
import re
import wave
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from e2e import hearing
from e2e.journey import WRONG_SECURITY_CODE, Journey
from e2e.pages import CodeStep, ContactStep, IdentityStep, Person, SignInPage
from e2e.targets import Clock, Target
from e2e.targets.guard import fetched
from e2e.wording import error
from fixtures.personas import People

LIFETIME = timedelta(minutes=10)
SECOND = timedelta(seconds=1)
REFUSED = error("n’est pas le bon", "nouvelle image")
SPENT = error("déjà servi", "nouvelle image")
TOO_OLD = error("10 minutes", "nouvelle image")


@pytest.mark.requirement("CAPTCHA-1")
@pytest.mark.renderings("htmx", "blocked", "plain")
def test_wrong_copy_keeps_every_answer_and_shows_a_new_code(journey: Journey, persona: Person, target: Target) -> None:
    identity = journey.to_filled_identity(persona)
    former = identity.token.input_value()
    identity.security_code.fill(WRONG_SECURITY_CODE)
    identity.submit()

    expect(identity.security_code).to_have_accessible_description(REFUSED)
    expect(identity.security_code).to_have_value("")
    expect(identity.token).not_to_have_value(former)
    expect(identity.nir).to_have_value(persona.nir)
    expect(identity.birth_name).to_have_value(persona.birth_name)
    expect(identity.email).to_have_value(persona.email)
    expect(identity.password_is_kept).to_be_visible()
    assert persona.password not in journey.page.content()
    assert target.mails(persona.email) == []


@pytest.mark.requirement("CAPTCHA-1")
def test_password_kept_through_a_wrong_copy_opens_the_account(journey: Journey, persona: Person) -> None:
    identity = journey.to_filled_identity(persona)
    identity.security_code.fill(WRONG_SECURITY_CODE)
    identity.submit()
    expect(identity.password_is_kept).to_be_visible()
    identity.security_code.fill(journey.security_code())
    identity.submit()
    CodeStep(journey.page).expect_current().enter(journey.code_of(persona))
    journey.from_contact_to_done(persona).sign_out()
    sign_in = SignInPage(journey.page).expect_current()
    sign_in.sign_in(persona.nir, persona.password)
    expect(sign_in.account_link).to_be_visible()


@pytest.mark.requirement("CAPTCHA-1")
def test_code_copied_wrongly_once_is_good_no_more(journey: Journey, persona: Person, target: Target) -> None:
    identity = journey.to_filled_identity(persona)
    spent = identity.token.input_value()
    identity.security_code.fill(WRONG_SECURITY_CODE)
    identity.submit()
    expect(identity.token).not_to_have_value(spent)

    identity.send_token(spent)
    identity.security_code.fill(target.security_code(lambda: spent))
    identity.submit()
    expect(identity.security_code).to_have_accessible_description(SPENT)
    expect(identity.token).not_to_have_value(spent)
    assert target.mails(persona.email) == []


@pytest.mark.requirement("CAPTCHA-1")
def test_code_that_opened_a_signup_opens_no_other(
    journey: Journey, another_journey: Journey, persona: Person, everybody: People, target: Target
) -> None:
    spent = journey.to_filled_identity(persona).token.input_value()
    IdentityStep(journey.page).submit()
    CodeStep(journey.page).expect_current()

    somebody = persona.with_changes(email=everybody.anyone().email)
    identity = another_journey.to_filled_identity(somebody)
    identity.send_token(spent)
    identity.security_code.fill(target.security_code(lambda: spent))
    identity.submit()
    expect(identity.security_code).to_have_accessible_description(SPENT)
    assert target.mails(somebody.email) == []


@pytest.mark.requirement("CAPTCHA-1")
@pytest.mark.boundary("9 min 59 s")
def test_code_is_good_until_the_last_second_of_its_ten_minutes(journey: Journey, persona: Person, clock: Clock) -> None:
    issued_at = clock.freeze()
    identity = journey.to_filled_identity(persona)
    clock.set(issued_at + LIFETIME - SECOND)
    identity.submit()
    CodeStep(journey.page).expect_current()


@pytest.mark.requirement("CAPTCHA-1")
@pytest.mark.boundary("10 min 00 s")
def test_code_is_refused_from_ten_minutes_on_and_answers_are_kept(
    journey: Journey, persona: Person, target: Target, clock: Clock
) -> None:
    issued_at = clock.freeze()
    identity = journey.to_filled_identity(persona)
    identity.wait_for_image()  # asked for later, it is too old as well
    clock.set(issued_at + LIFETIME)
    identity.submit()
    expect(identity.security_code).to_have_accessible_description(TOO_OLD)
    expect(identity.nir).to_have_value(persona.nir)
    expect(identity.password_is_kept).to_be_visible()
    assert target.mails(persona.email) == []

    identity.security_code.fill(journey.security_code())
    identity.submit()
    CodeStep(journey.page).expect_current()


@pytest.mark.requirement("CAPTCHA-1")
def test_page_does_not_hold_the_answer(journey: Journey) -> None:
    journey.to_identity()
    assert journey.security_code() not in journey.page.content()


@pytest.mark.requirement("CAPTCHA-2")
@pytest.mark.renderings("htmx", "blocked", "plain")
def test_renewed_code_loses_no_answer(journey: Journey, persona: Person) -> None:
    identity = journey.to_filled_identity(persona)
    identity.renew_security_code()
    expect(identity.nir).to_have_value(persona.nir)
    expect(identity.birth_name).to_have_value(persona.birth_name)
    expect(identity.email).to_have_value(persona.email)
    identity.security_code.fill(journey.security_code())
    identity.submit()
    CodeStep(journey.page).expect_current()


@pytest.mark.requirement("CAPTCHA-2")
def test_renewing_changes_image_and_sound_and_reports_no_error(journey: Journey) -> None:
    identity = journey.to_identity()
    image, sound = identity.image.get_attribute("src") or "", identity.player.get_attribute("src") or ""
    expect(identity.sound_link).to_have_attribute("href", sound)
    identity.renew_security_code()
    expect(identity.image).not_to_have_attribute("src", image)
    expect(identity.player).not_to_have_attribute("src", sound)
    expect(identity.sound_link).to_have_attribute("href", identity.player.get_attribute("src") or "")
    expect(identity.error_summary).to_be_hidden()


@pytest.mark.requirement("CAPTCHA-2")
def test_code_can_be_heard_for_as_long_as_six_digits_take(journey: Journey) -> None:
    identity = journey.to_identity()
    sound = fetched(journey.page, identity.sound_link.get_attribute("href") or "")
    assert sound.headers["content-type"] == "audio/wav"
    assert sound.body()[:4] == b"RIFF"
    with wave.open(io.BytesIO(sound.body())) as recording:
        seconds = recording.getnframes() / recording.getframerate()
    assert 6 < seconds < 20


@pytest.mark.requirement("CAPTCHA-2")
@pytest.mark.renderings("htmx")
@pytest.mark.own  # our recordings alone are known
def test_sound_says_the_code_that_is_expected(journey: Journey) -> None:
    identity = journey.to_identity()
    sound = fetched(journey.page, identity.sound_link.get_attribute("href") or "")
    assert hearing.digits(sound.body(), "fr") == journey.security_code()


@pytest.mark.requirement("CAPTCHA-1")
@pytest.mark.renderings("htmx")
def test_image_shows_the_code_that_is_expected(journey: Journey, target: Target) -> None:
    identity = journey.to_identity()
    image = identity.image.get_attribute("src") or ""
    assert target.drawn_code(lambda: fetched(journey.page, image)) == journey.security_code()


@pytest.mark.requirement("CAPTCHA-1")
@pytest.mark.requirement("CAPTCHA-2")
def test_image_and_sound_are_of_the_code_that_the_form_is_about(journey: Journey) -> None:
    identity = journey.to_identity()
    token = identity.token.input_value()
    assert token in (identity.image.get_attribute("src") or "")
    assert token in (identity.sound_link.get_attribute("href") or "")
    identity.renew_security_code()
    expect(identity.image).to_have_attribute("src", re.compile(re.escape(identity.token.input_value())))
    expect(identity.sound_link).to_have_attribute("href", re.compile(re.escape(identity.token.input_value())))


@pytest.mark.requirement("CAPTCHA-2")
@pytest.mark.own
def test_image_is_a_picture_of_the_size_that_the_page_keeps_for_it(journey: Journey) -> None:
    identity = journey.to_identity()
    image = fetched(journey.page, identity.image.get_attribute("src") or "")
    assert image.body()[:8] == b"\x89PNG\r\n\x1a\n"
    assert identity.image.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [280, 90]


@pytest.mark.requirement("CAPTCHA-2")
def test_person_without_image_and_sound_goes_on_by_the_code_of_the_mail(journey: Journey, persona: Person) -> None:
    identity = journey.to_filled_identity(persona)
    identity.security_code.fill("")
    identity.go_without_control()
    CodeStep(journey.page).expect_current().enter(journey.code_of(persona))
    ContactStep(journey.page).expect_current()
