"""A store's settings, `/v1/settings`, and its API keys, `/v1/api-keys`.

Triggered by API Gateway. If-Match with the ETag of the GET guards against somebody else's changes.
Keys are for owners. A key may take back any key of its store, itself too: it is refused from then.
Environment: see `SettingsApiSettings`.
"""

from typing import Any

from retrack.domain.settings import Store
from retrack.http import answers, requests
from retrack.http.access_requests import key_view, owned_store
from retrack.http.resolver import Answer, api_resolver
from retrack.http.settings_view import settings_change, settings_view, tracking_secrets
from retrack.http.template_requests import wanted_templates
from retrack.runtime import access, messages, wiring
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import SettingsApiSettings

settings = wiring.start(SettingsApiSettings)
logger = make_logger()
metrics = make_metrics()
app = api_resolver(logger, requests=wiring.requests, clock=wiring.clock())


@app.get("/v1/settings")
def read_settings() -> Answer:
    """The settings, and their ETag."""
    return _shown(wiring.stores().load(app.identity.store_id))


@app.patch("/v1/settings")
def change_settings() -> Answer:
    """Changes what the body names."""
    from retrack.http.schemas import SettingsBody  # noqa: PLC0415  only this route waits for it

    store_id, version = app.identity.store_id, answers.wanted_version(app)
    body = requests.read_body(app.current_event.raw_event, SettingsBody)
    wanted, secrets = wanted_templates(body.templates), tracking_secrets(body)
    kept = messages.kept_templates(store_id, wanted, actor=app.identity.actor)
    change = settings_change(body, kept)
    return _shown(wiring.change_settings(settings)(store_id, change, **secrets, version=version))


def _shown(store: Store) -> Answer:
    own = messages.edit_templates().own(store) if store.templates else {}
    return answers.answer(settings_view(store, own), headers={"ETag": answers.etag(store.version)})


@app.get("/v1/api-keys")
def list_keys() -> Answer:
    """The store's keys, oldest first, without their secrets."""
    keys = access.api_keys().of(owned_store(app.identity))
    return answers.answer({"items": [key_view(key) for key in keys]})


@app.post("/v1/api-keys")
def make_key() -> Answer:
    """A new key; the answer alone shows its secret."""
    from retrack.http.access_schemas import ApiKeyBody  # noqa: PLC0415  as above

    store_id = owned_store(app.identity)
    body = requests.read_body(app.current_event.raw_event, ApiKeyBody)
    key, secret = access.api_keys().make(store_id, body.name)
    return answers.answer(key_view(key) | {"key": secret}, status=201)


@app.delete("/v1/api-keys/<key_id>")
def take_back_key(key_id: str) -> Answer:
    """Makes a key invalid at once; one that is not there is no error."""
    access.api_keys().take_back(owned_store(app.identity), key_id)
    return answers.nothing()


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """API Gateway's entry."""
    return app.resolve(event, context)
