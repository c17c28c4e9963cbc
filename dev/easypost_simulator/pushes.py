"""Webhooks: Events, signed with the secret that the webhook was set up with."""

from __future__ import annotations

import hashlib
import hmac
import json
import unicodedata
from datetime import UTC
from typing import TYPE_CHECKING, Any

import requests

from dev.easypost_simulator.trackers import new_id

if TYPE_CHECKING:
    from datetime import datetime

    from dev.easypost_simulator.trackers import Account

_TIMEOUT = 30  # seconds


def send(account: Account, told: dict[str, Any], *, created: bool, now: datetime) -> bool:
    """Sends an Event about a tracker; whether it was taken."""
    if not account.push_url:
        return False
    at = f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    event = {
        "id": new_id("evt", told["id"], at, told["status"]),
        "object": "Event",
        "mode": "production",
        "description": "tracker.created" if created else "tracker.updated",
        "previous_attributes": {} if created else {"status": "unknown"},
        "created_at": at,
        "updated_at": at,
        "pending_urls": [account.push_url],
        "completed_urls": [],
        "user_id": "user_1",
        "status": "pending",
        "result": told,
    }
    return _post(account, json.dumps(event, ensure_ascii=False).encode())


def sign(body: bytes, secret: str) -> str:
    """The `X-Hmac-Signature` header: HMAC-SHA256 over the raw body, by the NFKD-normal secret."""
    key = unicodedata.normalize("NFKD", secret).encode()
    return "hmac-sha256-hex=" + hmac.new(key, body, hashlib.sha256).hexdigest()


def _post(account: Account, body: bytes) -> bool:
    headers = {
        "Content-Type": "application/json",
        "X-Hmac-Signature": sign(body, account.webhook_secret),
    }
    try:
        with requests.Session() as session:
            session.trust_env = False
            url = account.push_url or ""
            return session.post(url, data=body, headers=headers, timeout=_TIMEOUT).ok
    except requests.RequestException:
        return False
