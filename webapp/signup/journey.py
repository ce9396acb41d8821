"""The journey as a table: its rows are the steps, their order is the precondition.

A step is added by adding a row, a form and a template.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from webapp.signup import actions, pages
from webapp.signup.forms import ContactForm, EmailCodeForm, IdentityForm, SituationForm, StepForm
from webapp.signup.visit import Visit

Action = Callable[[Visit, Any], None]


def nothing(_visit: Visit, _form: StepForm) -> None:
    """Only show the page again, with what was typed."""


@dataclass(frozen=True)
class Step:
    """One step of the journey.

    Args:
        name: as the draft records it.
        number: 1 to 4.
        slug: the last part of its path.
        title: what the page is headed with.
        form: its form class.
        template: its template.
        page: what the template shows besides the form, from the visit, the form and the assist asked for.
        submit: what a valid form does; it raises a fact from errors.py when it cannot.
        assists: what the other buttons of the form do, by their value; they never submit.
        keep: what is kept of a form with errors.

    """

    name: str
    number: int
    slug: str
    title: str
    form: type[StepForm]
    template: str
    page: Callable[[Visit, Any, str], object]
    submit: Action
    assists: Mapping[str, Action] = field(default_factory=dict)
    keep: Action = nothing


STEPS = (
    Step(
        name="identity",
        number=1,
        slug="identite",
        title="Vos identifiants",
        form=IdentityForm,
        template="signup/identity.html",
        page=pages.identity_page,
        submit=actions.open_signup,
        assists={
            "regles": nothing,
            "adresse": nothing,
            "afficher": nothing,
            "masquer": actions.keep_typed_password,
            "controle": actions.keep_typed_password,
        },
        keep=actions.keep_password,
    ),
    Step(
        name="code",
        number=2,
        slug="code",
        title="Vérification de votre adresse électronique",
        form=EmailCodeForm,
        template="signup/code.html",
        page=pages.code_page,
        submit=actions.confirm_address,
    ),
    Step(
        name="contact",
        number=3,
        slug="coordonnees",
        title="Vos coordonnées",
        form=ContactForm,
        template="signup/contact.html",
        page=pages.contact_page,
        submit=actions.keep_contact,
        assists={"communes": nothing},
    ),
    Step(
        name="situation",
        number=4,
        slug="situation",
        title="Votre situation",
        form=SituationForm,
        template="signup/situation.html",
        page=pages.situation_page,
        submit=actions.create_account,
        assists={"precedent": actions.go_back_to_contact},
    ),
)
DONE = "done"
BY_SLUG = {step.slug: step for step in STEPS}
BY_NAME = {step.name: step for step in STEPS}


def reached(visit: Visit) -> str:
    """Return the name of the step that the visitor has reached."""
    return visit.draft.step if visit.draft else STEPS[0].name


def following(step: Step) -> Step | None:
    """Return the step after this one, or None after the last."""
    return STEPS[step.number] if step.number < len(STEPS) else None
