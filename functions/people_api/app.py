"""The people who act for a store: `/v1/people`.

Triggered by API Gateway. For owners; there is always one of them left. Whoever is invited is mailed
a first password, unless they have one. A change holds from the person's next request on.
Environment: see `PeopleApiSettings`.
"""

from typing import Any

from retrack.http import answers, requests
from retrack.http.access_requests import owned_store, person_view
from retrack.http.resolver import Answer, api_resolver
from retrack.runtime import access, wiring
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import PeopleApiSettings

settings = wiring.start(PeopleApiSettings)
logger = make_logger()
metrics = make_metrics()
app = api_resolver(logger, requests=wiring.requests, clock=wiring.clock())


@app.get("/v1/people")
def list_people() -> Answer:
    """Everybody, by e-mail address."""
    people = access.store_people(settings).of(owned_store(app.identity))
    return answers.answer({"items": [person_view(person) for person in people]})


@app.post("/v1/people")
def invite() -> Answer:
    """Lets somebody in; whoever is in already keeps their role."""
    from retrack.http.access_schemas import InviteBody  # noqa: PLC0415  only bodies wait

    store_id = owned_store(app.identity)
    body = requests.read_body(app.current_event.raw_event, InviteBody)
    person = access.store_people(settings).invite(store_id, body.email, body.role)
    return answers.answer(person_view(person), status=201)


@app.patch("/v1/people/<person_id>")
def change_role(person_id: str) -> Answer:
    """Makes somebody an owner, or one of the staff."""
    from retrack.http.access_schemas import RoleBody  # noqa: PLC0415  as above

    store_id = owned_store(app.identity)
    body = requests.read_body(app.current_event.raw_event, RoleBody)
    person = access.store_people(settings).change_role(store_id, person_id, body.role)
    return answers.answer(person_view(person))


@app.delete("/v1/people/<person_id>")
def remove(person_id: str) -> Answer:
    """Lets somebody in no more."""
    access.store_people(settings).remove(owned_store(app.identity), person_id)
    return answers.nothing()


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """API Gateway's entry."""
    return app.resolve(event, context)
