"""The bodies of requests about access and webhooks; loaded only by routes that take one."""

from pydantic import BaseModel, ConfigDict


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore", frozen=True)


class ApiKeyBody(_Body):
    """`POST /v1/api-keys`. What a name may be, `grant_access` knows."""

    name: str


class InviteBody(_Body):
    """`POST /v1/people`. What is right, `grant_access` knows."""

    email: str
    role: str = "staff"


class RoleBody(_Body):
    """`PATCH /v1/people/{id}`: `owner` or `staff`."""

    role: str


class SuppressionBody(_Body):
    """`POST /v1/suppressions`: an e-mail address, or a phone number with its country."""

    address: str


class AllowBody(_Body):
    """`DELETE /v1/suppressions`: an address, or the id that stands for it."""

    address: str = ""
    id: str = ""


class WebhookBody(_Body):
    """`POST /v1/webhooks`. What is right, the use case knows."""

    url: str
    events: list[str]
