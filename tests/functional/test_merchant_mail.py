"""Senders, digests and warnings through the API, the queues and SES as moto has it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from moto.ses.models import ses_backends

from dev.aws.mail_outcomes import OUTCOMES, event_of
from dev.aws.outbox import Message
from dev.carrier_simulator import CarrierSimulator
from retrack.domain.digests import MailKind
from retrack.domain.identifiers import StoreId
from retrack.domain.mail_tags import merchant_tags
from retrack.storage.memberships import TableMemberships
from retrack.storage.stores import TableStores
from tests.functional.cloud import ACCOUNT, REGION, SENDER, Cloud, MovableClock, NewStore
from tests.functional.gateway import Gateway
from tests.functional.orders import done, take_and_ship
from tests.functional.pipeline import Pipeline, scheduled_event

NUMBER = "LX123456785TH"
DOMAIN = "shop.example"


def prove(name: str) -> None:
    """As if SES had found the records."""
    identity = ses_backends[ACCOUNT][REGION].email_identities[name]
    identity.dkim_attributes |= {"Status": "SUCCESS", "Tokens": ["a", "b", "c"]}


@pytest.fixture(autouse=True)
def _nobodys_identities() -> Any:
    yield
    kept = ses_backends[ACCOUNT][REGION].email_identities
    for name in [name for name in kept if name != SENDER]:
        del kept[name]


def rounds(cloud: Cloud, pipeline: Pipeline) -> Any:
    made = cloud.invoke("merchant_rounds", scheduled_event())
    pipeline.settle()
    return made


def begin(api: Gateway, email: str = f"shop@{DOMAIN}", kind: str = "domain") -> Any:
    return done(api.post("/v1/settings/sender", {"email": email, "kind": kind}), 201)


# -------------------------------------------------------------------------------------- senders


def test_customers_hear_from_a_sender_once_it_is_proved(
    api: Gateway, cloud: Cloud, pipeline: Pipeline
) -> None:
    assert begin(api)["state"] == "pending"
    take_and_ship(api, NUMBER, customer={"email": "s@example.com"})
    pipeline.settle()
    assert done(api.get("/v1/orders/1001"))["notifications"][0]["reason"] == "sender_unverified"

    prove(DOMAIN)
    rounds(cloud, pipeline)  # found without anybody looking

    sender = done(api.get("/v1/settings/sender"))
    assert (sender["state"], sender["sends_from"]) == ("verified", f"shop@{DOMAIN}")
    assert [record["name"] for record in sender["records"]] == [
        f"{token}._domainkey.{DOMAIN}" for token in "abc"
    ]
    take_and_ship(api, "LX123456799TH", "2", customer={"email": "s@example.com"})
    pipeline.settle()
    assert [mail.source for mail in pipeline.emails()] == [f'"Example Shop" <shop@{DOMAIN}>']


def test_a_domain_in_another_script_is_proved_as_it_is_in_the_dns(api: Gateway) -> None:
    assert begin(api, email="shop@ร้าน.example")["identity"] == "xn--q3ct9b5e.example"


def test_a_test_waits_for_the_proof_as_well(api: Gateway, pipeline: Pipeline) -> None:
    begin(api)

    refused = api.post("/v1/settings/templates/test", {"trigger": "shipped"})

    assert (refused.status, refused.fields) == (422, ["notifications.sender.email"])
    assert pipeline.emails() == []


def test_no_store_takes_anothers_domain(api: Gateway, other_api: Gateway) -> None:
    begin(api)

    taken = other_api.post("/v1/settings/sender", {"email": f"x@{DOMAIN}", "kind": "domain"})

    assert (taken.status, taken.slug) == (409, "conflict")
    assert done(other_api.get("/v1/settings/sender"))["sends_from"] is None


def test_a_sender_is_given_up_and_can_then_be_anothers(api: Gateway, other_api: Gateway) -> None:
    begin(api)

    assert api.delete("/v1/settings/sender").status == 204
    assert api.delete("/v1/settings/sender").status == 204

    assert DOMAIN not in ses_backends[ACCOUNT][REGION].email_identities
    assert done(api.get("/v1/settings/sender"))["state"] == "unverified"
    assert begin(other_api, email=f"x@{DOMAIN}")["state"] == "pending"


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, ["email"]),
        ({"email": "nobody"}, ["email"]),
        ({"email": "a@b.cc", "kind": "planet"}, ["kind"]),
        ({"email": "me@gmail.com"}, ["kind"]),
    ],
)
def test_what_cannot_be_proved_is_refused(api: Gateway, body: object, fields: list[str]) -> None:
    refused = api.post("/v1/settings/sender", body)

    assert (refused.status, refused.fields) == (422, fields)


# ------------------------------------------------------------------------------ digests, warnings


@pytest.fixture
def mailed(api: Gateway, store: NewStore) -> Gateway:
    """A store that wants the digest at nine, with an owner and a sender."""
    change = {
        "time_zone": "Asia/Bangkok",
        "notifications": {"sender": {"email": SENDER}},
        "merchant_mail": {"digest": {"enabled": True, "hour": 17}},
        "tracking": {"key": store.carrier_key},
    }
    done(api.patch("/v1/settings", change))
    TableMemberships().add_person("p1", store.id, "owner", email="ann@example.com")  # type: ignore[arg-type]
    return api


def test_the_digest_comes_once_at_the_stores_hour(
    mailed: Gateway, cloud: Cloud, clock: MovableClock, pipeline: Pipeline
) -> None:
    for order, day in (("1", 16), ("2", 1)):
        body = {"id": order, "name": f"#{order}", "processed_at": f"2026-11-{day:02}T09:00:00Z"}
        done(mailed.post("/v1/orders", body), 201)
    assert rounds(cloud, pipeline) == {"queued": 0}

    clock.advance(hours=1)  # 10:30 UTC, 17:30 in Bangkok
    assert rounds(cloud, pipeline) == {"queued": 1}
    assert rounds(cloud, pipeline) == {"queued": 0}
    clock.advance(hours=1)
    rounds(cloud, pipeline)

    (mail,) = pipeline.emails()
    assert mail.destinations["ToAddresses"] == ["ann@example.com"]
    assert mail.source == f'"Retrack" <{SENDER}>'
    assert mail.subject == "Example Shop: One order newly needs attention"
    assert "https://track.example.com/orders/1" in mail.body


def test_a_refused_account_is_seen_in_the_settings_and_warned_of_once(
    mailed: Gateway,
    clock: MovableClock,
    pipeline: Pipeline,
    store: NewStore,
    simulator: CarrierSimulator,
) -> None:
    take_and_ship(mailed, NUMBER)
    pipeline.settle()
    done(mailed.patch("/v1/settings", {"tracking": {"key": "another"}}))

    for _ in range(2):
        clock.advance(hours=24)
        pipeline.sweep()

    (mail,) = [m for m in pipeline.emails() if "ann@" in m.destinations["ToAddresses"][0]]
    assert mail.subject == "Example Shop: Your tracking account is refused"
    assert done(mailed.get("/v1/settings"))["tracking_account"]["trouble"] == "refused"

    done(mailed.patch("/v1/settings", {"tracking": {"key": store.carrier_key}}))
    clock.advance(hours=24)
    pipeline.sweep()
    assert done(mailed.get("/v1/settings"))["tracking_account"]["trouble"] is None


def test_whom_a_digest_came_back_from_is_mailed_no_more(
    mailed: Gateway, cloud: Cloud, clock: MovableClock, pipeline: Pipeline, store: NewStore
) -> None:
    message = Message(
        "email", "ann@example.com", SENDER, "", "", None, None, None, "2026-11-23T09:31:00Z",
        "m1", {}, merchant_tags(StoreId(store.id), MailKind.DIGEST), "mail",
    )  # fmt: skip
    record = {"messageId": "m1", "body": json.dumps(event_of(OUTCOMES["bounce"][-1], message))}
    done(mailed.post("/v1/orders", {"name": "#1", "processed_at": "2026-11-16T09:00:00Z"}), 201)

    assert cloud.invoke("mail_events", {"Records": [record]}) == {"batchItemFailures": []}

    clock.advance(hours=1)
    rounds(cloud, pipeline)
    assert pipeline.emails() == []
    assert TableStores().load(StoreId(store.id)).mail_returns[0].kind == "bounced"


def test_being_late_is_told_once_though_the_carrier_is_silent(
    mailed: Gateway, clock: MovableClock, pipeline: Pipeline, simulator: CarrierSimulator
) -> None:
    triggers = {"shipped": {"email": False}, "delayed": {"email": True}}
    done(mailed.patch("/v1/settings", {"notifications": {"triggers": triggers}}))
    story = {
        "status": "InTransit",
        "events": [{"at": "2026-11-23T08:00:00Z", "description": "On its way"}],
        "estimated_delivery": {"from": "2026-11-24", "to": "2026-11-25"},
    }
    simulator.script(NUMBER, story)
    take_and_ship(mailed, NUMBER, customer={"email": "s@example.com", "locale": "en"})
    pipeline.settle()
    done(mailed.post("/v1/orders/1001/shipments/s1/track"))
    pipeline.settle()

    told = []
    for hours in (72, 24, 24):  # on the 26th it is the 25th still, somewhere
        clock.advance(hours=hours)
        pipeline.sweep()
        told.append(len([m for m in pipeline.emails() if "longer than expected" in m.subject]))

    assert told == [0, 1, 1]
