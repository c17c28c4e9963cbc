"""What cannot be shown, and what its customer can do instead."""

from contextlib import suppress

from retrack.domain.errors import Invalid, NotFound, RetrackError, TooSoon, Unreadable
from retrack.http.problems import Problem
from retrack.http.resolver import Answer, Resolver
from retrack.services.ports import Clock
from retrack.web.customer import answers
from retrack.web.customer.look_up import BOTH_NEEDED, TOO_MANY, LookUpForm, form_page, read_form
from retrack.web.words import N_

_NOT_FOUND = (
    N_("This page is not here"),
    N_(
        "The link may be cut off or mistyped: open it again from the shop's message. If it still"
        " leads here, the shop has removed the parcel or the order; ask the shop."
    ),
)
_WRONG = (
    N_("Something went wrong on our side"),
    N_("Try again in a few minutes."),
)


def refusal_page(
    app: Resolver, clock: Clock, problem: Problem, error: RetrackError | None
) -> Answer:
    """A page that says what to do. Refused look-ups get their form back."""
    if isinstance(error, Invalid | TooSoon):
        said = BOTH_NEEDED if isinstance(error, Invalid) else TOO_MANY
        return form_page(app, clock, _filled_in(app), status=problem.status, said=said)
    title, text = _NOT_FOUND if isinstance(error, NotFound) else _WRONG
    view = answers.view(app, clock)
    return answers.page(
        "customer/refusal.html", view, status=problem.status, title=title, text=text
    )


def _filled_in(app: Resolver) -> LookUpForm:
    with suppress(Unreadable):
        return read_form(app)
    return LookUpForm()
