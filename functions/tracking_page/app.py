"""The customers' pages: a parcel by link, `/t`, or by order, `/lookup`; to stop emails, `/u`.

Triggered by API Gateway without its authorizer: a link's token is the credential. Nothing is
written but whose emails stop, and counts of look-ups: those are limited by address and order.
Environment: see `TrackingPageSettings`.
"""

from typing import Any

from retrack.domain.errors import RetrackError
from retrack.domain.identifiers import StoreId
from retrack.http.problems import Problem
from retrack.http.resolver import Answer, Resolver, make_resolver
from retrack.runtime import mail, wiring
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import TrackingPageSettings


def refused(app: Resolver, problem: Problem, error: RetrackError | None) -> Answer:
    """A page instead of a problem document."""
    from retrack.web.customer.refusals import refusal_page  # noqa: PLC0415  templates load late

    return refusal_page(app, clock, problem, error)


wiring.start(TrackingPageSettings)
logger = make_logger()
metrics = make_metrics()
clock = wiring.clock()
app = make_resolver(logger, refusal=refused)


@app.get("/t/<token>")
def parcel(token: str) -> Answer:
    """A parcel."""
    from retrack.web.customer.parcel import parcel_page  # noqa: PLC0415

    return parcel_page(app, clock, wiring.show_parcel()(token))


@app.get("/lookup/<store>")
def look_up_form(store: str) -> Answer:  # noqa: ARG001  looks the same for every store, or none
    """The form."""
    from retrack.web.customer.look_up import form_page  # noqa: PLC0415

    return form_page(app, clock)


@app.post("/lookup/<store>")
def look_up(store: str) -> Answer:
    """Looks for an order by its name and e-mail."""
    from retrack.web.customer.look_up import look_up_answer, read_form  # noqa: PLC0415

    form, find = read_form(app), wiring.look_up_parcel()
    found = find(StoreId(store), form.name, form.email, address=form.address)
    return look_up_answer(app, clock, form, found)


@app.get("/u/<token>")
def ask_to_stop(token: str) -> Answer:
    """Whether the store's emails are to stop; asking changes nothing."""
    from retrack.web.customer.unsubscribe import choice_page  # noqa: PLC0415

    return choice_page(app, clock, mail.unsubscribe().show(token))


@app.post("/u/<token>")
def stop(token: str) -> Answer:
    """Stops them at once; only the page's own form can start them again."""
    from retrack.web.customer.unsubscribe import chosen_page  # noqa: PLC0415

    return chosen_page(app, clock, mail.unsubscribe(), token)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """API Gateway's entry."""
    return app.resolve(event, context)
