"""A merchant's own words (R28, R30): kept with the settings, tried out, and sent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.functional.cloud import SENDER
from tests.functional.gateway import Gateway
from tests.functional.orders import done, take_and_ship
from tests.functional.pipeline import Pipeline

NUMBER = "LX123456785TH"
SOMCHAI = {"name": "Somchai J.", "email": "somchai@example.com", "phone": "+66812345678"}
OURS = {"subject": "Off it goes: {{ name }}", "html": "<p>{{ customer.first_name }}, off!</p>"}
SMS = {"text": "{{ shop.name }}: {{ tracking_page_url }}"}


@pytest.fixture
def shop(api: Gateway) -> Gateway:
    change = {
        "notifications": {"sms_enabled": True, "quiet_hours": False, "sender": {"email": SENDER}}
    }
    done(api.patch("/v1/settings", change))
    return api


def kept(api: Gateway, templates: dict[str, Any]) -> Any:
    return done(api.patch("/v1/settings", {"templates": templates}))["templates"]


def test_a_template_is_kept_shown_and_used(shop: Gateway, pipeline: Pipeline) -> None:
    told = kept(shop, {"shipped": {"email": {"en": OURS}, "sms": {"en": SMS}}})
    take_and_ship(shop, NUMBER, customer=SOMCHAI)
    pipeline.settle()

    version = told["shipped"]["email"]["en"].pop("version")
    assert version.endswith("Z")
    assert told["shipped"]["email"]["en"] == {**OURS, "text": ""}
    (email,) = pipeline.emails()
    assert email.subject == "Off it goes: #1001"
    assert "<p>Somchai, off!</p>" in email.body
    (sms,) = pipeline.texts()
    assert "/t/" in str(sms)


def test_null_goes_back_to_the_built_in_template(shop: Gateway, pipeline: Pipeline) -> None:
    kept(shop, {"shipped": {"email": {"en": OURS, "th": OURS}}})

    told = kept(shop, {"shipped": {"email": {"en": None}}})

    assert list(told["shipped"]["email"]) == ["th"]
    take_and_ship(shop, NUMBER, customer=SOMCHAI)
    pipeline.settle()
    assert pipeline.emails()[0].subject == "Your order #1001 is on its way"


@pytest.mark.parametrize(
    ("template", "part", "says"),
    [
        ({**OURS, "html": "<p>\n<b>\n{% if name %}</p>"}, "html", "line 3"),
        ({**OURS, "subject": "{{ name | }}"}, "subject", ""),
        ({**OURS, "text": "{% include 'secrets' %}"}, "text", "line 1"),
        ({**OURS, "html": "{% for i in (1..99999999) %}x{% endfor %}"}, "html", ""),
    ],
)
def test_a_broken_template_is_refused_and_the_last_good_one_stays(
    shop: Gateway, template: dict[str, str], part: str, says: str
) -> None:
    before = kept(shop, {"shipped": {"email": {"en": OURS}}})

    answer = shop.patch("/v1/settings", {"templates": {"shipped": {"email": {"en": template}}}})

    assert answer.status == 422
    (error,) = answer.body["errors"]
    assert error["field"] == f"templates.shipped.email.en.{part}"
    assert says in error["message"]
    assert done(shop.get("/v1/settings"))["templates"] == before


@pytest.mark.parametrize(
    "templates",
    [
        {"vanished": {}},
        {"shipped": {"pigeon": {}}},
        {"shipped": {"email": {"de": OURS}}},
        {"shipped": {"email": {"en": {"subject": "x"}}}},
        {"shipped": {"email": {"en": {**OURS, "html": "x" * 100_001}}}},
        {"shipped": {"sms": {"en": {"text": ""}}}},
    ],
)
def test_what_is_no_template_is_refused(shop: Gateway, templates: dict[str, Any]) -> None:
    assert shop.patch("/v1/settings", {"templates": templates}).status == 422


def test_a_preview_is_of_a_made_up_order_or_of_a_real_one(shop: Gateway) -> None:
    take_and_ship(shop, NUMBER, customer=SOMCHAI)
    path = "/v1/settings/templates/preview"

    sample = done(shop.post(path, {"trigger": "delivered", "language": "th"}))
    real = done(shop.post(path, {"template": OURS, "order_id": "1001"}))

    assert "สมหญิง" in sample["html"]
    assert "สำเร็จ" in sample["subject"]
    assert real["subject"] == "Off it goes: #1001"
    assert real["html"] == "<p>Somchai, off!</p>"


def test_the_preview_of_a_text_message_tells_what_it_costs(shop: Gateway) -> None:
    body = {"channel": "sms", "template": {"text": "ก" * 71}}

    told = done(shop.post("/v1/settings/templates/preview", body))

    assert told == {
        "text": "ก" * 71,
        "encoding": "ucs-2",
        "units": 71,
        "parts": 2,
        "outside_gsm_7": "ก",
    }


def test_a_preview_says_what_is_wrong(shop: Gateway) -> None:
    body = {"template": {"subject": "x", "html": "\n{% nonsense %}"}}

    answer = shop.post("/v1/settings/templates/preview", body)

    assert answer.status == 422
    assert answer.body["errors"][0]["field"] == "template.html"
    assert "line 2" in answer.body["errors"][0]["message"]


def test_a_test_goes_to_the_store_itself(shop: Gateway, pipeline: Pipeline) -> None:
    answer = shop.post("/v1/settings/templates/test", {"trigger": "pick_up"})

    assert (answer.status, answer.body) == (202, {"sent_to": SENDER})
    (email,) = pipeline.emails()
    assert email.destinations["ToAddresses"] == [SENDER]
    assert "almost there" in email.subject


def test_a_test_of_a_text_message_goes_to_a_number_five_times_a_minute(
    shop: Gateway, pipeline: Pipeline
) -> None:
    body = {"channel": "sms", "to": "+66812345678"}

    answers = [shop.post("/v1/settings/templates/test", body) for _ in range(6)]

    assert [answer.status for answer in answers] == [202] * 5 + [429]
    assert answers[0].body == {"sent_to": "+66812345678"}
    assert 1 <= int(answers[5].headers["retry-after"]) <= 60
    assert {text[0] for text in pipeline.texts()} == {"+66812345678"}
    assert done(shop.get("/v1/notifications"))["items"] == []


@pytest.mark.parametrize(
    ("sender", "body", "field"),
    [
        ("", {}, "notifications.sender.email"),
        ("stranger@example.net", {}, "notifications.sender.email"),
        (SENDER, {"channel": "sms"}, "to"),
        (SENDER, {"channel": "sms", "to": "0812345678"}, "to"),
        (SENDER, {"channel": "email", "to": "a@example.com"}, ""),
    ],
)
def test_a_test_that_cannot_be_sent_is_refused(
    shop: Gateway, sender: str, body: dict[str, Any], field: str
) -> None:
    done(shop.patch("/v1/settings", {"notifications": {"sender": {"email": sender}}}))

    answer = shop.post("/v1/settings/templates/test", body)

    assert answer.status == 422
    assert answer.body["errors"][0]["field"] == field


@pytest.mark.parametrize("what", ["preview", "test"])
def test_templates_are_tried_out_on_boss(basic_api: Gateway, what: str) -> None:
    answer = basic_api.post(f"/v1/settings/templates/{what}", {})

    assert answer.status == 403
    assert answer.body["type"].endswith("plan-required")
