"""How a message to a webhook is signed.

Source: Standard Webhooks 1.0, "Signature scheme", github.com/standard-webhooks/standard-webhooks.
"""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

_PREFIX = "whsec_"


def signed_headers(
    message_id: str, body: bytes, *, secret: str, now: datetime
) -> Mapping[str, str]:
    """The headers by which a receiver knows who sent a message, when, and whether it had it."""
    seconds = str(int(now.timestamp()))
    key = base64.b64decode(secret.removeprefix(_PREFIX))
    signed = b".".join((message_id.encode(), seconds.encode(), body))
    made = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": seconds,
        "webhook-signature": f"v1,{made}",
    }
