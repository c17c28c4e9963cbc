"""The bodies of requests about shops, checked; loaded only by the route that takes one."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

Secret = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[\x21-\x7e]{8,500}$")]
Domain = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True,
        to_lower=True,
        pattern=r"^[a-z0-9][a-z0-9-]{0,62}\.myshopify\.com$",
    ),
]


class ShopBody(BaseModel):
    """What changes of a connection; None, or nothing, leaves a thing as it is.

    Shopify is called with an `access_token` that does not end, or with `client_id` and
    `client_secret` of an app, which come together; either takes the other's place.
    """

    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)

    webhook_secret: Secret | None = None
    domain: Domain | None = None
    access_token: Secret | None = None
    client_id: Secret | None = None
    client_secret: Secret | None = None
    write_back: bool | None = None
