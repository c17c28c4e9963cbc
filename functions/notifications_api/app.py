"""What a store's customers were told: `/v1/notifications`, and the same as a file.

Triggered by API Gateway. Nothing is written but files too large for an answer, which go by a link
that runs out.
Environment: see `NotificationsApiSettings`.
"""

from typing import Any

from retrack.domain.plans import require_tracking
from retrack.http import answers, file_requests, notification_requests, requests
from retrack.http.resolver import Answer, make_resolver
from retrack.runtime import files, messages, wiring
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import NotificationsApiSettings

settings = wiring.start(NotificationsApiSettings)
logger = make_logger()
metrics = make_metrics()
clock = wiring.clock()
app = make_resolver(logger)


@app.get("/v1/notifications")
def list_notifications() -> Answer:
    """A page of the list, newest first."""
    me, query = app.identity, requests.query_of(app.current_event.raw_event)
    require_tracking(me.plan)
    wanted = notification_requests.read_message_filter(query, me, clock)
    after, limit = notification_requests.read_cursor(query, me), requests.read_limit(query)
    page = messages.list_notifications()(me.store_id, wanted, limit=limit, after=after)
    view = notification_requests.page_view(page, query, cursor_key=me.cursor_key)
    return answers.answer(view)


@app.get("/v1/notifications.csv")
def export_notifications() -> Answer:
    """The list as a file."""
    me, query = app.identity, requests.query_of(app.current_event.raw_event)
    require_tracking(me.plan)
    wanted = notification_requests.read_message_filter(query, me, clock)
    name = notification_requests.messages_name(clock.now(), me.time_zone)
    export = files.export_notifications(settings.files_bucket)
    return file_requests.export_answer(export(me.store_id, wanted, shown_as=name), name)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """API Gateway's entry."""
    return app.resolve(event, context)
