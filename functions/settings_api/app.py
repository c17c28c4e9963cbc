"""A store's settings: `/v1/settings`.

Triggered by API Gateway. If-Match with the ETag of the GET guards against somebody else's changes.
Environment: see `SettingsApiSettings`.
"""

from typing import Any

from retrack.http import answers, requests
from retrack.http.resolver import Answer, make_resolver
from retrack.http.settings_view import settings_change, settings_view, tracking_secrets
from retrack.runtime import wiring
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import SettingsApiSettings

settings = wiring.start(SettingsApiSettings)
logger = make_logger()
metrics = make_metrics()
app = make_resolver(logger)


@app.get("/v1/settings")
def read_settings() -> Answer:
    """The settings, and their ETag."""
    store = wiring.stores().load(app.identity.store_id)
    return answers.answer(settings_view(store), headers={"ETag": answers.etag(store.version)})


@app.patch("/v1/settings")
def change_settings() -> Answer:
    """Changes what the body names."""
    from retrack.http.schemas import SettingsBody  # noqa: PLC0415  only this route waits for it

    store_id, version = app.identity.store_id, answers.wanted_version(app)
    body = requests.read_body(app.current_event.raw_event, SettingsBody)
    change, secrets = settings_change(body), tracking_secrets(body)
    saved = wiring.change_settings(settings)(store_id, change, **secrets, version=version)
    return answers.answer(settings_view(saved), headers={"ETag": answers.etag(saved.version)})


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """API Gateway's entry."""
    return app.resolve(event, context)
