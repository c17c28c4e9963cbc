"""Stores for the local stack: made by the product itself, and known to everything around it."""

from __future__ import annotations

import json
import secrets
import threading
from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from dev.http_events import Request
from dev.place import HOST

if TYPE_CHECKING:
    from dev.gateway import Gateway
    from dev.stack import Stack

PASSWORD = "Correct-Horse-Battery-1"  # of everybody on the local stack
SENDER_DOMAIN = "example.com"


class StoreNotMade(Exception):
    """The product did not make the store; its own words are in the text."""


@dataclass(frozen=True, slots=True)
class LocalStore:
    """A store, and all that is needed to act for it."""

    api_key: str
    store_id: str
    email: str
    password: str
    shopify_secret: str
    seventeentrack_key: str
    easypost_key: str
    easypost_webhook_secret: str
    shop_domain: str
    shopify_token: str
    shopify_client_id: str
    shopify_client_secret: str
    shopify_url: str

    def to_json(self) -> dict[str, str]:
        """As `/_dev/info` answers, but for the time."""
        return asdict(self)


def shop_of(store_id: str) -> str:
    """The domain of a store's shop at Shopify."""
    return f"shop-{store_id[:12]}.myshopify.com"


class Bootstrap:
    """Makes stores."""

    def __init__(self, stack: Stack, gateway: Gateway) -> None:
        self._stack = stack
        self._gateway = gateway
        self._count = 0
        self._lock = threading.Lock()

    def verify_sender(self) -> None:
        """Lets SES send from the domain that the stores' senders are in."""
        self._stack.workshop.client("sesv2").create_email_identity(EmailIdentity=SENDER_DOMAIN)

    def make_store(self, name: str, plan: str) -> LocalStore:
        """A store with an owner who can sign in, a carrier account and a sender.

        Raises:
            StoreNotMade: a handler failed or refused.
        """
        email = self._new_email()
        function = self._stack.lambdas.named("CreateStoreFunction")
        outcome = self._stack.lambdas.invoke(function, {"name": name, "plan": plan, "email": email})
        if outcome.error:
            msg = f"CreateStoreFunction failed: {outcome.error.message}\n{outcome.error.trace}"
            raise StoreNotMade(msg)
        store_id, api_key = outcome.result["store_id"], outcome.result["api_key"]
        domain, shopify_secret = shop_of(store_id), secrets.token_hex(16)
        store = LocalStore(
            api_key=api_key,
            store_id=store_id,
            email=email,
            password=PASSWORD,
            shopify_secret=shopify_secret,
            seventeentrack_key=secrets.token_hex(16).upper(),
            easypost_key=f"EZAK{secrets.token_hex(16)}",
            easypost_webhook_secret=secrets.token_hex(16),
            shop_domain=domain,
            shopify_token=f"shpat_{secrets.token_hex(16)}",
            shopify_client_id=secrets.token_hex(16),
            shopify_client_secret=shopify_secret,  # an app's webhooks are signed with it
            shopify_url=self._stack.shopify.url.replace("{domain}", domain),
        )
        self._give_password(store)
        self._open_accounts(store)
        self._set_up(store, name)
        return store

    def _new_email(self) -> str:
        with self._lock:
            self._count += 1
            return "merchant" + (str(self._count) if self._count > 1 else "") + "@example.com"

    def _give_password(self, store: LocalStore) -> None:
        (pool,) = self._stack.made.of_type("AWS::Cognito::UserPool")
        self._stack.workshop.client("cognito-idp").admin_set_user_password(
            UserPoolId=self._stack.made.ref(pool),
            Username=store.email,
            Password=store.password,
            Permanent=True,
        )

    def _open_accounts(self, store: LocalStore) -> None:
        """At the carrier simulators, whose pushes then come to the store, and a shop at Shopify."""
        hooks = f"{self._stack.place.url}/hooks"
        push_url = f"{hooks}/17track/{store.store_id}"
        self._stack.simulator.add_account(store.seventeentrack_key, push_url)
        self._stack.easypost.add_account(
            store.easypost_key,
            f"{hooks}/easypost/{store.store_id}",
            webhook_secret=store.easypost_webhook_secret,
        )
        self._stack.shopify.add_shop(
            store.shop_domain,
            token=store.shopify_token,
            secret=store.shopify_secret,
            client_id=store.shopify_client_id,
            hook_url=f"{hooks}/shopify/{store.store_id}",
        )
        prefix = self._stack.environment["PARAMETER_PREFIX"]
        self._stack.workshop.client("ssm").put_parameter(
            Name=f"{prefix}/stores/{store.store_id}/shopify",
            Value=store.shopify_secret,
            Type="SecureString",
        )

    def _set_up(self, store: LocalStore, name: str) -> None:
        """What a merchant would choose in the settings, so that everything can be seen to work."""
        wishes = {
            "tracking": {"key": store.seventeentrack_key},
            "notifications": {
                "email_enabled": True,
                "sms_enabled": True,
                "quiet_hours": False,  # whoever tries it out at night wants to see it too
                "sender": {"name": name, "email": f"shop@{SENDER_DOMAIN}"},
            },
        }
        self._ask("PATCH", "/v1/settings", store, wishes)

    def connect_shop(self, store: LocalStore) -> None:
        """Has the store call its shop too; what the shop sends, each store takes from the start."""
        wishes = {"domain": store.shop_domain, "access_token": store.shopify_token}
        self._ask("PUT", "/v1/shops/shopify", store, wishes)

    def _ask(self, method: str, path: str, store: LocalStore, body: Any) -> None:
        request = Request(
            method=method,
            path=path,
            query="",
            headers=[
                ("authorization", f"Bearer {store.api_key}"),
                ("content-type", "application/json"),
            ],
            body=json.dumps(body).encode(),
            source_ip=HOST,
            domain=f"{HOST}:{self._stack.place.port}",
        )
        answer = self._gateway(request)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            msg = f"{method} {path} answered {answer.status}: {answer.body.decode()}"
            raise StoreNotMade(msg)
