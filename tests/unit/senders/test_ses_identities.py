"""What SES says of an identity, and what that proves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from retrack.domain.sender_identity import IdentityState
from retrack.senders.ses_identities import SesIdentities
from retrack.services.merchant_ports import IdentityTaken, Proof

ZONE = "dkim.eu-south-2.amazonses.com"


@pytest.fixture
def ses() -> Iterator[Any]:
    with Stubber(boto3.client("sesv2", region_name="eu-west-1")) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def test_a_domain_begins_with_its_tokens(ses: Any) -> None:
    dkim = {"Status": "PENDING", "Tokens": ["a", "b", "c"], "SigningHostedZone": ZONE}
    ses.add_response(
        "create_email_identity", {"DkimAttributes": dkim}, {"EmailIdentity": "example.com"}
    )

    proof = SesIdentities(ses.client).create("example.com")

    assert proof == Proof(IdentityState.PENDING, ("a", "b", "c"), ZONE)


def test_what_is_there_already_is_not_made_again(ses: Any) -> None:
    ses.add_client_error("create_email_identity", "AlreadyExistsException")

    with pytest.raises(IdentityTaken):
        SesIdentities(ses.client).create("example.com")


@pytest.mark.parametrize(
    ("name", "dkim", "status", "state"),
    [
        ("example.com", "SUCCESS", "PENDING", IdentityState.VERIFIED),
        ("example.com", "PENDING", "SUCCESS", IdentityState.PENDING),
        ("example.com", "TEMPORARY_FAILURE", "SUCCESS", IdentityState.PENDING),
        ("example.com", "FAILED", "SUCCESS", IdentityState.FAILED),
        ("a@example.com", "SUCCESS", "PENDING", IdentityState.PENDING),
        ("a@example.com", "NOT_STARTED", "SUCCESS", IdentityState.VERIFIED),
        ("a@example.com", "NOT_STARTED", "FAILED", IdentityState.FAILED),
    ],
)
def test_a_domain_is_proved_by_dkim_and_an_address_by_its_link(
    ses: Any, name: str, dkim: str, status: str, state: IdentityState
) -> None:
    answer = {"VerificationStatus": status, "DkimAttributes": {"Status": dkim}}
    ses.add_response("get_email_identity", answer)

    proof = SesIdentities(ses.client).look(name)

    assert proof
    assert proof.state is state


def test_what_is_not_there_is_none_and_can_be_removed(ses: Any) -> None:
    ses.add_client_error("get_email_identity", "NotFoundException")
    ses.add_client_error("delete_email_identity", "NotFoundException")
    identities = SesIdentities(ses.client)

    assert identities.look("example.com") is None
    identities.remove("example.com")
