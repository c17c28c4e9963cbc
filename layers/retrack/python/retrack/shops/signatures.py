"""The signature that Shopify and WooCommerce put on what they send."""

import base64
import hashlib
import hmac
from collections.abc import Sequence

from retrack.domain.errors import Unauthenticated


def sign(body: bytes, secret: str) -> str:
    """Base64 of HMAC-SHA256 over the body as it was sent, keyed with the shop's secret.

    Source: Shopify, "Verify webhook deliveries"; WooCommerce REST API, "Webhooks".
    """
    return base64.b64encode(hmac.digest(secret.encode(), body, hashlib.sha256)).decode()


def require_signature(body: bytes, given: str, secrets: Sequence[str]) -> None:
    """Compares with every secret, in a time that tells nothing of how far they agree.

    Raises:
        Unauthenticated: none of them signed this body.
    """
    sent = given.strip().encode("utf-8", "replace")
    held = [hmac.compare_digest(sent, sign(body, secret).encode()) for secret in secrets]
    if not any(held):
        msg = "The signature is not valid."
        raise Unauthenticated(msg)
