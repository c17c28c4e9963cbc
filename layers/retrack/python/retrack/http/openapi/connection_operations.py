"""Templates of messages, shops, and webhooks."""

from retrack.http import access_schemas, shop_schemas, template_schemas
from retrack.http.openapi import answer_models as answers
from retrack.http.openapi import connection_models as connections
from retrack.http.openapi.operation import BODY_REFUSALS, DONE, Operation, Reply

_FOR_OWNERS = "For owners."

TEMPLATES = (
    Operation(
        id="previewTemplate",
        route="POST /v1/settings/templates/preview",
        tag="Settings",
        summary="See what a customer would read",
        description="By the template in the body, or the one in force; about an order, or a made-up"
        " one.",
        body=template_schemas.TryTemplateBody,
        replies={200: Reply(says="The message.", model=connections.PreviewedMessage)},
        refusals=(403, 404, 410, *BODY_REFUSALS),
    ),
    Operation(
        id="sendTestMessage",
        route="POST /v1/settings/templates/test",
        tag="Settings",
        summary="Send a message to yourself",
        description="An email goes to the address where the store's customers answer, a text"
        " message to the number `to`. At most 5 a minute. In no list of messages.",
        body=template_schemas.TryTemplateBody,
        replies={202: Reply(says="It is on its way.", model=connections.SentTest)},
        refusals=(403, 404, 409, 429, *BODY_REFUSALS),
    ),
)

SHOPS = (
    Operation(
        id="listShops",
        route="GET /v1/shops",
        tag="Connections",
        summary="List connections to shops",
        replies={200: Reply(says="Every kind of shop.", model=connections.Shops)},
    ),
    Operation(
        id="connectShop",
        route="PUT /v1/shops/{shop}",
        tag="Connections",
        summary="Connect a shop",
        description=f"{_FOR_OWNERS} What the body does not name stays as it is. Shopify is called"
        " with `access_token`, or with `client_id` and `client_secret`, which come together; either"
        " takes the other's place. Without a `webhook_secret`, the client secret is that, too.",
        body=shop_schemas.ShopBody,
        replies={200: Reply(says="The connection.", model=connections.Shop)},
        refusals=(403, 404, 409, *BODY_REFUSALS),
    ),
    Operation(
        id="disconnectShop",
        route="DELETE /v1/shops/{shop}",
        tag="Connections",
        summary="Disconnect a shop",
        description=f"{_FOR_OWNERS} What it sends is refused from now on; its orders stay.",
        replies={204: DONE},
        refusals=(403, 404, 409),
    ),
    Operation(
        id="importFromShopify",
        route="POST /v1/shops/shopify/import",
        tag="Connections",
        summary="Bring a shop's orders in",
        description=f"{_FOR_OWNERS} The orders of the last 60 days; ask after the job.",
        replies={202: Reply(says="The job.", model=answers.Job)},
        refusals=(403, 404, 409, *BODY_REFUSALS, 429),
    ),
)

WEBHOOKS = (
    Operation(
        id="listWebhooks",
        route="GET /v1/webhooks",
        tag="Connections",
        summary="List webhooks",
        description=_FOR_OWNERS,
        replies={200: Reply(says="The webhooks.", model=connections.Webhooks)},
        refusals=(403,),
    ),
    Operation(
        id="makeWebhook",
        route="POST /v1/webhooks",
        tag="Connections",
        summary="Make a webhook",
        description=f"{_FOR_OWNERS} Messages are signed as Standard Webhooks says.",
        body=access_schemas.WebhookBody,
        replies={
            201: Reply(says="The webhook; only here with its secret.", model=connections.NewWebhook)
        },
        refusals=(403, 409, *BODY_REFUSALS),
    ),
    Operation(
        id="removeWebhook",
        route="DELETE /v1/webhooks/{id}",
        tag="Connections",
        summary="Remove a webhook",
        description=_FOR_OWNERS,
        replies={204: DONE},
        refusals=(403, 404, 409),
    ),
    Operation(
        id="enableWebhook",
        route="POST /v1/webhooks/{id}/enable",
        tag="Connections",
        summary="Switch a webhook on again",
        description=f"{_FOR_OWNERS} What it missed is not sent by itself; send it again.",
        replies={200: Reply(says="The webhook, which is on.", model=connections.Webhook)},
        refusals=(403, 404, 409, *BODY_REFUSALS),
    ),
    Operation(
        id="listDeliveries",
        route="GET /v1/webhooks/{id}/deliveries",
        tag="Connections",
        summary="List what a webhook was sent",
        description=_FOR_OWNERS,
        replies={200: Reply(says="Newest first.", model=connections.Deliveries)},
        refusals=(403, 404),
    ),
    Operation(
        id="sendAgain",
        route="POST /v1/webhooks/{id}/deliveries/{did}/resend",
        tag="Connections",
        summary="Send a message again",
        description=_FOR_OWNERS,
        replies={202: Reply(says="It is on its way.", model=connections.Delivery)},
        refusals=(403, 404, 409, *BODY_REFUSALS),
    ),
)
