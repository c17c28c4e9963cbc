"""`/v1/settings`."""

from __future__ import annotations

from typing import Any

import pytest

from tests.functional.cloud import PREFIX, Cloud, NewStore
from tests.functional.gateway import Gateway
from tests.functional.orders import done, take_and_ship

OFF = {"email": False, "sms": False}
TRIGGERS = {
    "shipped": {"email": True, "sms": True},
    **dict.fromkeys(
        ("in_transit", "arrived", "pick_up", "delivered", "undelivered", "alert", "delayed",
         "all_delivered"), OFF),
}  # fmt: skip


def test_the_settings_of_a_new_store(api: Gateway, store: NewStore) -> None:
    answer = api.get("/v1/settings")

    expected = {
        "store_id": store.id,
        "name": "Example Shop",
        "plan": "boss",
        "time_zone": "UTC",
        "locale": "en",
        "tracking_url": "http://www.17track.net/?nums=",
        "notifications": {
            "email_enabled": True,
            "sms_enabled": False,
            "triggers": TRIGGERS,
            "sender": {"name": "", "email": "", "reply_to": "", "sms_id": ""},
            "manual_gateways": ["manual", "Cash on Delivery (COD)", "Bank Deposit", "Money Order"],
            "wait_until_known": False,
            "quiet_hours": True,
            "link": "tracking_url",
            "track_opens": False,
            "retention_days": 180,
        },
        "tracking": {"provider": "17track", "key_set": False, "webhook_secret_set": False},
        "tracking_account": {"trouble": None, "trouble_since": None, "quota_remaining": None},
        "merchant_mail": {
            "recipients": [],
            "digest": {"enabled": False, "hour": 8},
            "warnings": {"enabled": True},
        },
    }
    settings = done(answer)
    assert {name: settings[name] for name in expected} == expected
    assert "templates" in settings
    assert answer.headers["etag"] == '"1"'


@pytest.mark.parametrize(
    "change",
    [
        {"name": "ร้านค้า"},
        {"time_zone": "Asia/Bangkok"},
        {"locale": "th"},
        {"tracking_url": "https://example.com/track/"},
        {"notifications": {"email_enabled": False}},
        {"notifications": {"sms_enabled": True}},
        {"notifications": {"sender": {"email": "shop@example.com"}}},
        {"notifications": {"sender": {"name": "ร้าน", "sms_id": "SHOP1"}}},
        {"notifications": {"triggers": {"shipped": {"sms": False}}}},
        {"notifications": {"manual_gateways": ["เก็บเงินปลายทาง"]}},
        {"notifications": {"manual_gateways": []}},
        {"notifications": {"triggers": {"pick_up": {"sms": True}, "delivered": {"email": True}}}},
        {"notifications": {"wait_until_known": True, "quiet_hours": False}},
        {"notifications": {"retention_days": 30}},
        {"notifications": {"retention_days": 730}},
        {"merchant_mail": {"digest": {"enabled": True, "hour": 23}}},
        {"merchant_mail": {"recipients": ["ann@example.com"], "warnings": {"enabled": False}}},
    ],
)
def test_a_setting_is_changed_and_the_rest_stays(api: Gateway, change: dict[str, Any]) -> None:
    before = done(api.get("/v1/settings"))

    answer = api.patch("/v1/settings", change)

    assert done(answer) == done(api.get("/v1/settings")) == merged(before, change)
    assert answer.headers["etag"] == '"2"'


def merged(document: Any, change: Any) -> Any:
    """As JSON Merge Patch has it."""
    if not isinstance(change, dict):
        return change
    return document | {name: merged(document[name], value) for name, value in change.items()}


@pytest.mark.parametrize(
    "change", [{}, {"name": None}, {"notifications": {}}, {"notifications": {"sender": {}}},
               {"tracking": {"provider": "17track"}}, {"store_id": "x", "plan": "basic"}],
)  # fmt: skip
def test_a_change_that_says_nothing_writes_nothing(
    api: Gateway, cloud: Cloud, change: dict[str, Any]
) -> None:
    before = cloud.contents()

    assert api.patch("/v1/settings", change).headers["etag"] == '"1"'
    assert cloud.contents() == before


def test_what_was_given_can_be_taken_back(api: Gateway) -> None:
    done(api.patch("/v1/settings", {"notifications": {"sender": {"email": "a@example.com"}}}))

    done(api.patch("/v1/settings", {"notifications": {"sender": {"email": None}}}))

    assert done(api.get("/v1/settings"))["notifications"]["sender"]["email"] == ""


def test_two_people_at_once_do_not_undo_each_other(api: Gateway, cloud: Cloud) -> None:
    tag = api.get("/v1/settings").headers["etag"]
    done(api.patch("/v1/settings", {"name": "First"}, headers={"If-Match": tag}))
    before = cloud.contents()

    change = {"name": "Second", "tracking": {"key": "a-new-key"}}
    answer = api.patch("/v1/settings", change, headers={"If-Match": tag})

    assert (answer.status, answer.slug) == (412, "precondition-failed")
    assert cloud.contents() == before
    fresh = api.get("/v1/settings").headers["etag"]
    assert api.patch("/v1/settings", change, headers={"If-Match": fresh}).status == 200


def test_a_tracking_key_is_kept_as_a_secret_and_never_told(api: Gateway, cloud: Cloud) -> None:
    assert api.store
    answer = api.patch("/v1/settings", {"tracking": {"key": "new-secret-key"}})

    assert done(answer)["tracking"]["key_set"]
    assert "new-secret-key" not in answer.text + api.get("/v1/settings").text
    assert "new-secret-key" not in str(cloud.items())
    name = f"{PREFIX}/stores/{api.store.id}/17track"
    kept = cloud.ssm.get_parameter(Name=name, WithDecryption=True)["Parameter"]
    assert (kept["Value"], kept["Type"]) == ("new-secret-key", "SecureString")


def test_a_new_time_zone_and_tracking_url_hold_at_the_next_call(api: Gateway) -> None:
    take_and_ship(api, "LX000000001CN")
    done(api.patch("/v1/settings", {"tracking_url": "https://example.com/?n="}))

    order = done(api.get("/v1/orders"))["items"][0]

    assert order["shipments"][0]["tracking_url"] == "https://example.com/?n=LX000000001CN"


def test_settings_are_a_stores_own(api: Gateway, other_api: Gateway) -> None:
    done(api.patch("/v1/settings", {"name": "Mine"}))

    assert done(other_api.get("/v1/settings"))["name"] == "Other Shop"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "   "}, "name"),
        ({"name": "a" * 201}, "name"),
        ({"name": 1}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"time_zone": "Bangkok"}, "time_zone"),
        ({"time_zone": ""}, "time_zone"),
        ({"time_zone": "localtime"}, "time_zone"),
        ({"time_zone": "../../etc/passwd"}, "time_zone"),
        ({"time_zone": 7}, "time_zone"),
        ({"locale": "fr"}, "locale"),
        ({"tracking_url": ""}, "tracking_url"),
        ({"tracking_url": "javascript:alert(1)//"}, "tracking_url"),
        ({"tracking_url": "www.17track.net"}, "tracking_url"),
        ({"tracking_url": "http://"}, "tracking_url"),
        ({"tracking_url": "https://example.com/a b"}, "tracking_url"),
        ({"tracking_url": "https://example.com/\u0007"}, "tracking_url"),
        ({"tracking_url": "https://example.com/" + "a" * 500}, "tracking_url"),
        ({"notifications": []}, "notifications"),
        ({"notifications": {"email_enabled": "yes"}}, "notifications.email_enabled"),
        ({"notifications": {"sms_enabled": 1}}, "notifications.sms_enabled"),
        ({"notifications": {"retention_days": 29}}, "notifications.retention_days"),
        ({"notifications": {"retention_days": 731}}, "notifications.retention_days"),
        ({"notifications": {"retention_days": "60"}}, "notifications.retention_days"),
        ({"notifications": {"triggers": {"shipped": True}}}, "notifications.triggers.shipped"),
        (
            {"notifications": {"triggers": {"shipped": {"email": "yes"}}}},
            "notifications.triggers.shipped.email",
        ),
        (
            {"notifications": {"triggers": {"shipped": {"email": None}}}},
            "notifications.triggers.shipped.email",
        ),
        (
            {"notifications": {"sender": {"email": "nobody"}}},
            "notifications.sender.email",
        ),
        (
            {"notifications": {"sender": {"email": "a@b.c\r\nBcc: x@y.zz"}}},
            "notifications.sender.email",
        ),
        ({"notifications": {"sender": {"name": "a\r\nBcc: x"}}}, "notifications.sender.name"),
        ({"merchant_mail": {"digest": {"hour": 24}}}, "merchant_mail.digest.hour"),
        ({"merchant_mail": {"recipients": ["nobody"]}}, "merchant_mail.recipients.0"),
        ({"merchant_mail": {"recipients": ["a@b.cc"] * 11}}, "merchant_mail.recipients"),
        ({"notifications": {"sender": {"sms_id": "12345"}}}, "notifications.sender.sms_id"),
        ({"notifications": {"sender": {"sms_id": "TOOLONGSENDER"}}}, "notifications.sender.sms_id"),
        ({"notifications": {"manual_gateways": "manual"}}, "notifications.manual_gateways"),
        ({"notifications": {"manual_gateways": [""]}}, "notifications.manual_gateways.0"),
        ({"notifications": {"manual_gateways": ["a"] * 51}}, "notifications.manual_gateways"),
        ({"tracking": {"provider": "ups"}}, "tracking.provider"),
        ({"tracking": {"provider": 17}}, "tracking.provider"),
        ({"tracking": {"key": ""}}, "tracking.key"),
        ({"tracking": {"key": "a b"}}, "tracking.key"),
        ({"tracking": {"key": "กุญแจ"}}, "tracking.key"),
        ({"tracking": {"key": "a" * 201}}, "tracking.key"),
        ({"tracking": {"webhook_secret": "word"}}, "tracking.webhook_secret"),
        ({"tracking": {"webhook_secret": ""}}, "tracking.webhook_secret"),
        ({"tracking": {"provider": "ups", "key": "kept-nowhere"}}, "tracking.provider"),
    ],
)
def test_a_wrong_setting_is_named_and_nothing_is_kept(
    api: Gateway, cloud: Cloud, change: dict[str, Any], field: str
) -> None:
    before = cloud.contents()

    answer = api.patch("/v1/settings", change)

    assert (answer.status, answer.slug) == (422, "invalid"), answer.text
    assert answer.fields == [field]
    assert cloud.contents() == before


@pytest.mark.parametrize(
    ("triggers", "field"),
    [
        ({"vanished": {"email": True}}, "vanished"),
        ({"shipped": {"pigeon": True}}, "shipped.pigeon"),
        ({"": {}}, ""),
        ({"\ud800": {}}, "\ufffd" * 3),
    ],
)
def test_a_trigger_or_channel_that_does_not_exist_is_refused(
    api: Gateway, triggers: dict[str, Any], field: str
) -> None:
    answer = api.patch("/v1/settings", {"notifications": {"triggers": triggers}})

    assert (answer.status, answer.slug) == (422, "invalid")
    assert answer.fields == [f"notifications.triggers.{field}"]
    answer.text.encode()  # no half of a character is sent back


def test_every_wrong_setting_is_named_at_once(api: Gateway) -> None:
    change = {"locale": "xx", "name": "", "notifications": {"sender": {"email": "x"}}}

    answer = api.patch("/v1/settings", change)

    assert sorted(answer.fields) == ["locale", "name", "notifications.sender.email"]
