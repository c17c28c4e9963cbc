"""A store's connections to its shops: `/v1/shops`.

Triggered by API Gateway. Secrets and tokens go in and never come out; only owners change them.
Environment: see `ShopsApiSettings`.
"""

from typing import Any

from retrack.http import answers, requests
from retrack.http.access_requests import owned_store
from retrack.http.resolver import Answer, api_resolver
from retrack.http.shop_requests import SHOPS, known_shop, shop_change, shop_view
from retrack.runtime import shops, wiring
from retrack.runtime.observability import make_logger, make_metrics
from retrack.runtime.settings import ShopsApiSettings

settings = wiring.start(ShopsApiSettings)
logger = make_logger()
metrics = make_metrics()
app = api_resolver(logger, requests=wiring.requests, clock=wiring.clock())


@app.get("/v1/shops")
def list_shops() -> Answer:
    """Every kind of shop, connected or not."""
    connections, store_id = shops.connections(settings), app.identity.store_id
    return answers.answer({"items": [shop_view(connections, store_id, shop) for shop in SHOPS]})


@app.put("/v1/shops/<shop>")
def connect_shop(shop: str) -> Answer:
    """Connects a shop, or changes what the body names."""
    from retrack.http.shop_schemas import ShopBody  # noqa: PLC0415  only this route waits for it

    store_id, connections = owned_store(app.identity), shops.connections(settings)
    body = requests.read_body(app.current_event.raw_event, ShopBody)
    connections.change(store_id, known_shop(shop), shop_change(body))
    return answers.answer(shop_view(connections, store_id, shop))


@app.post("/v1/shops/shopify/import")
def import_orders() -> Answer:
    """Begins to bring in the orders of the last 60 days; progress is at `/v1/jobs/{id}`."""
    store_id = owned_store(app.identity)
    job = shops.import_from_shopify(settings).begin(store_id)
    return answers.answer(answers.job_view(job), status=202)


@app.delete("/v1/shops/<shop>")
def disconnect_shop(shop: str) -> Answer:
    """Forgets a shop's secrets: what it sends is refused from now on; its orders stay."""
    shops.connections(settings).remove(owned_store(app.identity), known_shop(shop))
    return answers.nothing()


@logger.inject_lambda_context(clear_state=True)
@metrics.log_metrics(capture_cold_start_metric=True)
def lambda_handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """API Gateway's entry."""
    return app.resolve(event, context)
