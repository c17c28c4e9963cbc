"""Orders, their shipments, and tracking."""

from retrack.http import schemas
from retrack.http.openapi import answer_models as answers
from retrack.http.openapi import store_models as stores
from retrack.http.openapi.operation import (
    BODY_REFUSALS,
    CSV,
    DATES,
    DONE,
    FILTERS,
    MESSAGE_FILTERS,
    Operation,
    Reply,
)

_SHIPMENT = Reply(
    says="The shipment as it now is.", model=answers.ShipmentWithCarriers, headers=("ETag",)
)
_ORDER = Reply(says="The order as it now is.", model=answers.Order, headers=("ETag",))
_A_SHIPMENT = "/v1/orders/{id}/shipments/{sid}"

ORDERS = (
    Operation(
        id="createOrder",
        route="POST /v1/orders",
        tag="Orders",
        summary="Take an order in",
        description="Only `name` is needed; without an `id` it gets one. `processed_at` is now.",
        body=schemas.OrderBody,
        replies={201: Reply(says="The new order.", model=answers.Order, headers=("ETag",))},
        refusals=(409, 410, *BODY_REFUSALS),
    ),
    Operation(
        id="listOrders",
        route="GET /v1/orders",
        tag="Orders",
        summary="List orders, newest first",
        description="Without dates, the last 30 days; with `attention` or `q` and no dates, all.",
        query=(*FILTERS, "limit", "cursor"),
        replies={200: Reply(says="A page of the list.", model=answers.OrderPage)},
        refusals=(422,),
    ),
    Operation(
        id="readOrder",
        route="GET /v1/orders/{id}",
        tag="Orders",
        summary="Read an order",
        query=("suppressions",),
        replies={
            200: Reply(
                says="The order, with the messages to its customer.",
                model=answers.OrderDetails,
                headers=("ETag",),
            )
        },
        refusals=(404, 422),
    ),
    Operation(
        id="changeOrder",
        route="PATCH /v1/orders/{id}",
        tag="Orders",
        summary="Change customer, address or payment",
        description="What the body does not name stays as it is.",
        headers=("If-Match",),
        body=schemas.OrderChangeBody,
        replies={200: _ORDER},
        refusals=(404, 409, 412, *BODY_REFUSALS),
    ),
    Operation(
        id="eraseOrder",
        route="DELETE /v1/orders/{id}",
        tag="Orders",
        summary="Erase an order",
        description="With its shipments, its messages, and all its personal data.",
        replies={204: DONE},
        refusals=(404, 409),
    ),
)

SHIPMENTS = (
    Operation(
        id="addShipment",
        route="POST /v1/orders/{id}/shipments",
        tag="Shipments",
        summary="Add a shipment",
        description="The order is fulfilled by it, or partly with `final: false`. The customer is"
        " told unless `notify` is false.",
        body=schemas.ShipmentBody,
        replies={
            201: Reply(
                says="The new shipment.", model=answers.ShipmentWithCarriers, headers=("ETag",)
            )
        },
        refusals=(404, 409, 410, *BODY_REFUSALS),
    ),
    Operation(
        id="readShipment",
        route=f"GET {_A_SHIPMENT}",
        tag="Shipments",
        summary="Read a shipment",
        replies={
            200: Reply(
                says="The shipment with its events and its history.",
                model=answers.ShipmentDetails,
                headers=("ETag",),
            )
        },
        refusals=(404,),
    ),
    Operation(
        id="correctShipment",
        route=f"PATCH {_A_SHIPMENT}",
        tag="Shipments",
        summary="Correct the tracking number or the carrier",
        description="It is tracked afresh.",
        body=schemas.ShipmentChangeBody,
        replies={200: _SHIPMENT},
        refusals=(404, 409, *BODY_REFUSALS),
    ),
    Operation(
        id="removeShipment",
        route=f"DELETE {_A_SHIPMENT}",
        tag="Shipments",
        summary="Take a shipment off its order",
        replies={204: DONE},
        refusals=(404, 409),
    ),
)

NOTIFICATIONS = (
    Operation(
        id="listNotifications",
        route="GET /v1/notifications",
        tag="Notifications",
        summary="List what customers were told, newest first",
        description="And what they were not, with the reason; by when each was first recorded.",
        query=(*MESSAGE_FILTERS, "limit", "cursor"),
        replies={200: Reply(says="A page of the list.", model=answers.NotificationPage)},
        refusals=(403, 422),
    ),
    Operation(
        id="exportNotifications",
        route="GET /v1/notifications.csv",
        tag="Notifications",
        summary="Take that list out as a file",
        query=MESSAGE_FILTERS,
        replies={
            200: Reply(says="The file.", kind=CSV),
            303: Reply(
                says="It is large; fetch it there.", kind="text/plain", headers=("Location",)
            ),
        },
        refusals=(403, 413, 422),
    ),
)

TRACKING = (
    Operation(
        id="trackAgain",
        route=f"POST {_A_SHIPMENT}/track",
        tag="Tracking",
        summary="Track again: ask the carrier now",
        description="At most once a minute for a shipment. A carrier that does not answer leaves it"
        " as it was.",
        replies={
            200: _SHIPMENT,
            202: Reply(
                says="The carrier is slow, and goes on being asked; the shipment as it was.",
                model=answers.ShipmentWithCarriers,
                headers=("ETag",),
            ),
        },
        refusals=(403, 404, 409, 410, 413, 422, 429, 502),
    ),
    Operation(
        id="setStatus",
        route=f"PUT {_A_SHIPMENT}/status",
        tag="Tracking",
        summary="Set a status by hand",
        description="It stands until the carrier reports something that happened after it was set.",
        body=schemas.StatusBody,
        replies={200: _SHIPMENT},
        refusals=(403, 404, 409, *BODY_REFUSALS),
    ),
    Operation(
        id="releaseStatus",
        route=f"DELETE {_A_SHIPMENT}/status",
        tag="Tracking",
        summary="Give a status back to the carrier",
        replies={200: _SHIPMENT},
        refusals=(403, 404, 409),
    ),
    Operation(
        id="trackMany",
        route="POST /v1/tracking/track",
        tag="Tracking",
        summary="Track many orders again",
        description="Up to 500, queued; ask after the job.",
        body=schemas.TrackManyBody,
        replies={202: Reply(says="The job.", model=answers.Job, headers=("Location",))},
        refusals=(403, 409, *BODY_REFUSALS),
    ),
    Operation(
        id="readJob",
        route="GET /v1/jobs/{id}",
        tag="Tracking",
        summary="Ask after a job",
        replies={200: Reply(says="How far it has come.", model=answers.Job)},
        refusals=(404,),
    ),
    Operation(
        id="summarise",
        route="GET /v1/tracking/summary",
        tag="Tracking",
        summary="Count orders by status",
        query=DATES,
        replies={200: Reply(says="The counts.", model=answers.Summary)},
        refusals=(403, 422),
    ),
    Operation(
        id="reportFulfillment",
        route="GET /v1/reports/fulfillment",
        tag="Tracking",
        summary="Report how orders went",
        query=(*DATES, "group_by"),
        replies={200: Reply(says="The report.", model=stores.Report)},
        refusals=(403, 422),
    ),
)
