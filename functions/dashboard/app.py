"""The merchant's dashboard: pages, forms and static files. It checks its own cookies.

Triggered by API Gateway, for every address that no other function has.
Environment: see `DashboardSettings`.
"""

from functools import partial
from typing import Any

from retrack.runtime import access, dashboard, files, mail, tracking, webhooks, wiring
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import DashboardSettings
from retrack.web.address_page import add_address
from retrack.web.files_page import add_files
from retrack.web.merchant_pages import add_merchant
from retrack.web.messages_page import add_messages
from retrack.web.monitoring_page import add_monitoring
from retrack.web.new_order_page import add_new_order
from retrack.web.notifications_page import add_notifications
from retrack.web.orders import add_orders
from retrack.web.paste_page import add_paste
from retrack.web.reference import add_reference
from retrack.web.settings_page import add_settings
from retrack.web.shipments import add_shipments
from retrack.web.shops_page import add_shops
from retrack.web.sign_in import add_choices, add_sign_in
from retrack.web.site import Site
from retrack.web.tracking_page import add_tracking
from retrack.web.webhooks_page import add_webhooks

settings = wiring.start(DashboardSettings)
logger = make_logger()
metrics = make_metrics()
site = Site(
    logger,
    clock=wiring.clock(),
    randomness=wiring.randomness(),
    keep_session=partial(access.keep_session, settings),
)

add_reference(site)
add_sign_in(site, sign_in=partial(access.sign_in, settings))
add_choices(site, stores=wiring.stores)
add_orders(site, list_orders=wiring.list_orders)
add_tracking(site, dashboard.tracking_pages(settings))
add_monitoring(site, report=wiring.report_fulfillment)
add_files(site, dashboard.file_pages(settings))
add_paste(site, paste_numbers=files.paste_numbers)
add_new_order(site, dashboard.new_order_page())
add_settings(site, dashboard.settings_page(settings))
add_shops(site, dashboard.shop_pages(settings))
add_webhooks(site, webhooks=partial(webhooks.webhooks, settings))
add_merchant(site, dashboard.merchant_pages(settings))
add_messages(site, dashboard.messages_pages(settings))
add_notifications(site, dashboard.notification_pages(settings))
add_address(site, suppress=mail.suppress)
add_shipments(
    site,
    orders=wiring.orders,
    ship=wiring.ship,
    track_again=partial(tracking.track_again, settings),
    manual_status=wiring.manual_status,
    suppress=mail.suppress,
)


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """API Gateway's entry."""
    return site.app.resolve(event, context)
