"""What cannot be done, said on a page in the reader's language."""

from typing import Any

from retrack.domain import errors
from retrack.http.problems import Problem
from retrack.http.resolver import Answer
from retrack.web.visits import Guest
from retrack.web.words import N_

_ABOUT_FORM = N_("Check the fields, and send the form again.")
_SENTENCES: dict[type[errors.RetrackError], tuple[str, str]] = {
    errors.RetrackError: (
        N_("That cannot be done"),
        N_("Go back, reload the page and try again."),
    ),
    errors.Unreadable: (
        N_("This address or form is damaged"),
        N_("Go back, reload the page and try again."),
    ),
    errors.NotAllowed: (
        N_("Not allowed"),
        N_("The page may be out of date, or your account may not do this. Reload, and try again."),
    ),
    errors.PlanRequired: (
        N_("Order tracking is part of the Boss plan"),
        N_(
            "With Boss you see where every parcel is, ask carriers again at any time, set statuses"
            " yourself, see what needs attention, and have customers told. Orders and settings work"
            " on every plan."
        ),
    ),
    errors.NotFound: (
        N_("There is nothing here"),
        N_("It may have been deleted, or the address is wrong."),
    ),
    errors.Conflict: (
        N_("That contradicts what is there already"),
        N_("Reload the page to see how it is now."),
    ),
    errors.OrderExists: (
        N_("This order exists already"),
        N_("Look for it on the Orders page."),
    ),
    errors.StaleVersion: (
        N_("Somebody else saved at the same moment"),
        N_("Reload the page, and make your change again."),
    ),
    errors.PreconditionFailed: (
        N_("This was changed meanwhile"),
        N_("Reload the page to see the change, and make yours again."),
    ),
    errors.TooLarge: (N_("That is too much at once"), N_("Send less than 1 MB.")),
    errors.Invalid: (N_("Some fields are not right"), _ABOUT_FORM),
    errors.TooSoon: (
        N_("That was a moment ago"),
        N_("Wait a minute, and try again."),
    ),
    errors.CarrierUnavailable: (
        N_("The carrier did not answer"),
        N_("Nothing was changed. Try again in a few minutes."),
    ),
    errors.CarrierRefused: (
        N_("The tracking account is refused"),
        N_("Nothing was changed. Check the tracking key and its quota in the settings."),
    ),
}
_OURS = (
    N_("Something went wrong on our side"),
    N_("Try again in a moment. Nothing that you saved before is lost."),
)


def sentences_of(error: errors.RetrackError | None) -> tuple[str, str]:
    """A title and what to do, in English; for no error it is our own fault."""
    if error is None:
        return _OURS
    return next(_SENTENCES[kind] for kind in type(error).__mro__ if kind in _SENTENCES)


def refusal_page(visitor: Guest, problem: Problem, error: errors.RetrackError | None) -> Answer:
    """A page; for htmx a notice that goes to the top of the page in place of what was asked."""
    title, advice = sentences_of(error)
    fields = error.problems if isinstance(error, errors.Invalid) else ()
    values: dict[str, Any] = {"title": title, "advice": advice, "fields": fields}
    if visitor.is_partial:
        headers = {"HX-Retarget": "main > .notices", "HX-Reswap": "innerHTML"}
        return visitor.page("refusal_notice.html", status=problem.status, headers=headers, **values)
    return visitor.page("refusal.html", status=problem.status, **values)
