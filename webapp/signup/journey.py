"""The journeys as tables: their rows are the steps, and the order of the rows is the precondition.

A step is added by adding a row, a form and a template.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from webapp.franceconnect import signup as franceconnect
from webapp.franceconnect.forms import PivotForm
from webapp.franceconnect.linking import LINKING_SLUG
from webapp.languages.texts import lazy_gettext
from webapp.signup import actions, opening, pages
from webapp.signup.forms import ContactForm, EmailCodeForm, IdentityForm, SituationForm
from webapp.signup.step_form import StepForm
from webapp.signup.visit import Visit

Action = Callable[[Visit, Any], None]

DONE = "done"


# The page comes again in another language, which its address names, with what was typed.
LANGUAGE = "langue"


def nothing(_visit: Visit, _form: StepForm) -> None:
    """Only show the page again, with what was typed."""


@dataclass(frozen=True)
class Step:
    """One step of a journey.

    Args:
        name: as the draft records it.
        slug: the last part of its path.
        title: what the page is headed with.
        form: its form class.
        template: its template.
        page: what the template shows besides the form, from the visit, the form and the assist asked for.
        submit: what a valid form does; it raises a fact from errors.py when it cannot.
        assists: what the other buttons of the form do, by their value; they never submit.
        keep: what is kept of a form with errors.
        again: what the form does that comes a second time while the first is being answered: a double click sends both
            with one session, and the browser keeps the second answer alone.

    """

    name: str
    slug: str
    title: str
    form: type[StepForm]
    template: str
    page: Callable[[Visit, Any, str], object]
    submit: Action
    assists: Mapping[str, Action] = field(default_factory=dict)
    keep: Action = nothing
    again: Action = nothing

    def assist(self, value: str) -> Action | None:
        """Return what a button does that does not submit; every step has that of the language."""
        return self.assists.get(value, nothing if value == LANGUAGE else None)


@dataclass(frozen=True)
class Place:
    """Where a step stands in its journey, for the page: its number counts from 1."""

    number: int
    total: int
    path: str
    title: str
    next_title: str


@dataclass(frozen=True)
class Journey:
    """A table of steps under one path."""

    name: str
    path: str
    steps: tuple[Step, ...]

    @property
    def draft_key(self) -> str:
        """The name under which the session remembers the draft of this journey."""
        return f"draft_{self.name}"

    @property
    def first(self) -> Step:
        """The step where it begins."""
        return self.steps[0]

    def step(self, slug: str) -> Step | None:
        """Return the step of this path, or None."""
        return next((step for step in self.steps if step.slug == slug), None)

    def reached(self, visit: Visit) -> str:
        """Return the name of the step that the visitor has reached."""
        return visit.draft.step if visit.draft else self.first.name

    def is_ahead(self, step: Step, visit: Visit) -> bool:
        """Tell whether a step comes after the one that a sign-up under way has reached."""
        names, reached = [step.name for step in self.steps], self.reached(visit)
        return visit.draft is not None and reached in names and names.index(step.name) > names.index(reached)

    def path_of(self, name: str) -> str:
        """Return the path of a step by its name: also of the end, and of the places off the table."""
        if name == DONE:
            return "/inscription/terminee"
        slugs = {step.name: step.slug for step in self.steps}
        return f"{self.path}/{slugs.get(name, LINKING_SLUG)}"

    def place(self, step: Step) -> Place:
        """Return where a step stands."""
        index = self.steps.index(step)
        following = self.steps[index + 1 : index + 2]
        return Place(
            number=index + 1,
            total=len(self.steps),
            path=self.path_of(step.name),
            title=step.title,
            next_title=following[0].title if following else "",
        )


CONTACT = Step(
    name="contact",
    slug="coordonnees",
    title=lazy_gettext("Vos coordonnées"),
    form=ContactForm,
    template="signup/contact.html",
    page=pages.contact_page,
    submit=actions.keep_contact,
    assists={"communes": nothing},
    keep=actions.keep_typed,
)
SITUATION = Step(
    name="situation",
    slug="situation",
    title=lazy_gettext("Votre situation"),
    form=SituationForm,
    template="signup/situation.html",
    page=pages.situation_page,
    submit=actions.create_account,
    again=actions.create_account_again,
    assists={"precedent": actions.go_back_to_contact},
    keep=actions.keep_typed,
)

LOCAL = Journey(
    name="local",
    path="/inscription",
    steps=(
        Step(
            name="identity",
            slug="identite",
            title=lazy_gettext("Vos identifiants"),
            form=IdentityForm,
            template="signup/identity.html",
            page=pages.identity_page,
            submit=opening.open_signup,
            assists={
                "regles": nothing,
                "adresse": nothing,
                "afficher": nothing,
                "masquer": opening.keep_typed_password,
                "controle": opening.keep_typed_password,
                LANGUAGE: opening.withhold_password,
            },
            keep=opening.keep_form,
        ),
        Step(
            name="code",
            slug="code",
            title=lazy_gettext("Vérification de votre adresse électronique"),
            form=EmailCodeForm,
            template="signup/code.html",
            page=pages.code_page,
            submit=actions.confirm_address,
            again=actions.confirm_address_again,
        ),
        CONTACT,
        SITUATION,
    ),
)

# What FranceConnect gives is not asked for again: neither password nor e-mail code.
FRANCECONNECT = Journey(
    name="franceconnect",
    path="/inscription/franceconnect",
    steps=(
        Step(
            name="identity",
            slug="identite",
            title=lazy_gettext("Votre numéro de sécurité sociale"),
            form=PivotForm,
            template="franceconnect/identity.html",
            page=franceconnect.pivot_page,
            submit=franceconnect.open_signup,
            assists={"adresse": nothing},
            keep=actions.keep_typed,
        ),
        CONTACT,
        SITUATION,
    ),
)
JOURNEYS = {journey.name: journey for journey in (LOCAL, FRANCECONNECT)}
