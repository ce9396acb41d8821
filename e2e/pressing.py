"""Pressing the button of a form again, by the pointer: before its answer has come, or once nothing came of it."""

from e2e.network import LateAnswer, NothingInReturn, is_form
from e2e.pages.step import StepPage


def press_again_before_the_answer(step: StepPage, button: str = "", path: str = "") -> LateAnswer:
    """Press a button, or the one that ends the step, and again while its form is on its way to a path."""
    path = path or step.path
    answer, place = LateAnswer(step.page, path), step.place_of_button(button or step.submit_text)
    step.page.mouse.click(*place)
    answer.wait_until_sent()
    step.page.mouse.click(*place)
    return answer


def press_again_as_nothing_came(step: StepPage) -> NothingInReturn:
    """Press the button that ends the step, and again once the browser has nothing to show for it."""
    answer, place = NothingInReturn(step.page, step.path), step.place_of_button(step.submit_text)
    with step.page.expect_response(lambda response: is_form(response.request)):
        step.page.mouse.click(*place)
    step.page.mouse.click(*place)
    return answer
