"""Settings and access, many orders at once, and what is open to everybody."""

from retrack.http import access_schemas, merchant_schemas, paste_requests, schemas
from retrack.http.openapi import answer_models as answers
from retrack.http.openapi import file_models as files
from retrack.http.openapi import store_models as stores
from retrack.http.openapi.operation import (
    BODY_REFUSALS,
    CSV,
    DONE,
    FILTERS,
    HTML,
    JSON,
    Operation,
    Reply,
)

SETTINGS = (
    Operation(
        id="readSettings",
        route="GET /v1/settings",
        tag="Settings",
        summary="Read the settings",
        replies={200: Reply(says="The settings.", model=stores.Settings, headers=("ETag",))},
    ),
    Operation(
        id="changeSettings",
        route="PATCH /v1/settings",
        tag="Settings",
        summary="Change settings",
        description="What the body does not name stays as it is. Secrets are never answered back.",
        headers=("If-Match",),
        body=schemas.SettingsBody,
        replies={200: Reply(says="As they now are.", model=stores.Settings, headers=("ETag",))},
        refusals=(409, 412, *BODY_REFUSALS),
    ),
    Operation(
        id="readSender",
        route="GET /v1/settings/sender",
        tag="Settings",
        summary="See how far the sender is proved",
        description="Asks the mail service, and so finds out what has changed.",
        replies={200: Reply(says="How it is now.", model=stores.SenderProof)},
        refusals=(403,),
    ),
    Operation(
        id="setUpSender",
        route="POST /v1/settings/sender",
        tag="Settings",
        summary="Prove a sender",
        description=(
            "For owners. A domain is proved by three records in its DNS, an address by a link that"
            " is mailed there. What another store sends from is refused (409), unless a person who"
            " owns both asks. The same again goes on where it was."
        ),
        body=merchant_schemas.SenderSetUpBody,
        replies={201: Reply(says="What the proof takes.", model=stores.SenderProof)},
        refusals=(403, 409, *BODY_REFUSALS),
    ),
    Operation(
        id="removeSender",
        route="DELETE /v1/settings/sender",
        tag="Settings",
        summary="Give a sender up",
        description="For owners. Emails no longer come from it; the address stays in the settings.",
        replies={204: DONE},
        refusals=(403, 409),
    ),
    Operation(
        id="listApiKeys",
        route="GET /v1/api-keys",
        tag="Settings",
        summary="List API keys",
        description="For owners.",
        replies={200: Reply(says="The keys, without their secrets.", model=files.ApiKeys)},
        refusals=(403,),
    ),
    Operation(
        id="makeApiKey",
        route="POST /v1/api-keys",
        tag="Settings",
        summary="Make an API key",
        description="For owners.",
        body=access_schemas.ApiKeyBody,
        replies={201: Reply(says="The key; only here with its secret.", model=files.NewApiKey)},
        refusals=(403, 409, *BODY_REFUSALS),
    ),
    Operation(
        id="takeBackApiKey",
        route="DELETE /v1/api-keys/{id}",
        tag="Settings",
        summary="Take an API key back",
        description="For owners. It is refused from now on.",
        replies={204: DONE},
        refusals=(403, 404, 409),
    ),
)

FILES = (
    Operation(
        id="exportOrders",
        route="GET /v1/orders.csv",
        tag="Many at once",
        summary="Take orders out as a file",
        description="The same filters as the list.",
        query=FILTERS,
        replies={
            200: Reply(says="The file.", kind=CSV),
            303: Reply(
                says="It is large; fetch it there.", kind="text/plain", headers=("Location",)
            ),
        },
        refusals=(422,),
    ),
    Operation(
        id="importTemplate",
        route="GET /v1/imports/template.csv",
        tag="Many at once",
        summary="Get a table to fill in",
        replies={200: Reply(says="The table's head.", kind=CSV)},
    ),
    Operation(
        id="beginImport",
        route="POST /v1/imports",
        tag="Many at once",
        summary="Begin to bring in a file of orders",
        description="PUT the file to the `upload_url`, then start the import.",
        body=paste_requests.ImportBody,
        is_body_optional=True,
        replies={
            201: Reply(says="Where to upload to.", model=files.NewImport, headers=("Location",))
        },
        refusals=(409, *BODY_REFUSALS),
    ),
    Operation(
        id="startImport",
        route="POST /v1/imports/{id}/start",
        tag="Many at once",
        summary="Have an uploaded file read",
        replies={202: Reply(says="It is being read.", model=files.Import)},
        refusals=(404, 409, *BODY_REFUSALS),
    ),
    Operation(
        id="readImport",
        route="GET /v1/imports/{id}",
        tag="Many at once",
        summary="Ask after an import",
        replies={200: Reply(says="How far it has come.", model=files.Import)},
        refusals=(404,),
    ),
    Operation(
        id="pasteNumbers",
        route="POST /v1/tracking/paste",
        tag="Many at once",
        summary="Paste tracking numbers",
        description="Says what each line means; with `confirm` they are brought in.",
        body=paste_requests.PasteBody,
        replies={200: Reply(says="Line by line.", model=files.PastedLines)},
        refusals=(409, *BODY_REFUSALS),
    ),
)

_STOP_PAGES = {
    200: Reply(says="A page that says how things stand.", kind=HTML),
    400: Reply(says="A page: the form cannot be read.", kind=HTML),
    404: Reply(says="A page that says what to do: the link leads nowhere.", kind=HTML),
    413: Reply(says="A page: the form is too large.", kind=HTML),
    500: Reply(says="A page that says what to do: the fault is ours.", kind=HTML),
}
SUPPRESSIONS = (
    Operation(
        id="listSuppressions",
        route="GET /v1/suppressions",
        tag="Settings",
        summary="List the addresses that nothing is sent to",
        description="By a hash of each, which stands for it: addresses themselves are not kept.",
        query=("limit", "cursor"),
        replies={200: Reply(says="A page of them.", model=answers.SuppressionPage)},
        refusals=(422,),
    ),
    Operation(
        id="suppressAddress",
        route="POST /v1/suppressions",
        tag="Settings",
        summary="Send nothing to an address",
        description="An e-mail address, or a phone number with its country.",
        body=access_schemas.SuppressionBody,
        replies={201: Reply(says="What holds from now on.", model=answers.Suppression)},
        refusals=(409, *BODY_REFUSALS),
    ),
    Operation(
        id="allowAddress",
        route="DELETE /v1/suppressions",
        tag="Settings",
        summary="Let an address be written to again",
        description="By the address, or by the `id` that stands for it. One to which nothing is"
        " in the way is no error. Whoever unsubscribed or complained should have asked for it.",
        body=access_schemas.AllowBody,
        replies={204: DONE},
        refusals=(409, *BODY_REFUSALS),
    ),
)

OPEN = (
    Operation(
        id="push",
        route="POST /hooks/{provider}/{store}",
        tag="From outside",
        summary="Take a signed push in",
        description="Of a tracking provider or a shop. Its signature over the body is the"
        " credential, in the header that its sender uses.",
        takes_anything=True,
        replies={200: Reply(says="It is queued.", model=files.Received)},
        refusals=(400, 401, 404, 413, 422),
        is_open=True,
    ),
    Operation(
        id="readParcelPage",
        route="GET /t/{token}",
        tag="From outside",
        summary="Show a customer their parcel",
        replies={
            200: Reply(says="The page.", kind=HTML),
            404: Reply(says="A page that says what to do: the link leads nowhere.", kind=HTML),
            500: Reply(says="A page that says what to do: the fault is ours.", kind=HTML),
        },
        refusals=(),
        is_open=True,
    ),
    Operation(
        id="showUnsubscribe",
        route="GET /u/{token}",
        tag="From outside",
        summary="Ask a customer whether emails are to stop",
        replies=_STOP_PAGES,
        is_open=True,
    ),
    Operation(
        id="unsubscribe",
        route="POST /u/{token}",
        tag="From outside",
        summary="Stop a store's emails to a customer",
        description="At once and without a login, as RFC 8058 has mail programs do it. The page's"
        " own form can also start them again.",
        replies=_STOP_PAGES,
        is_open=True,
    ),
    Operation(
        id="readDocument",
        route="GET /v1/openapi.json",
        tag="From outside",
        summary="Read this document",
        replies={200: Reply(says="OpenAPI 3.1.", kind=JSON)},
        is_open=True,
    ),
)
