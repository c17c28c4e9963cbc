"""Parameter Store's answers, and what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from botocore.stub import Stubber

from retrack.storage.parameters import SsmSecrets, SsmText, SsmWatermark


@pytest.fixture
def ssm() -> Iterator[Any]:
    """What stands in for Parameter Store, with its real client as `client`."""
    with Stubber(boto3.client("ssm")) as stubber:
        yield stubber
        stubber.assert_no_pending_responses()


def test_a_secret_is_read_decrypted(ssm: Any) -> None:
    wanted = {"Name": "/retrack/test/stores/s1/17track", "WithDecryption": True}
    ssm.add_response("get_parameter", {"Parameter": {"Value": "secret"}}, wanted)

    assert SsmSecrets(ssm.client, "/retrack/test").read("stores/s1/17track") == "secret"


@pytest.mark.parametrize("code", ["ParameterNotFound", "ValidationException"])
def test_a_secret_that_cannot_be_there_is_not_there(ssm: Any, code: str) -> None:
    """A push names any store in its address, also what could not be a parameter's name."""
    ssm.add_client_error("get_parameter", code, "", 400)

    assert SsmSecrets(ssm.client, "/retrack/test").read("stores/a b/17track") is None


@pytest.mark.parametrize("code", ["AccessDeniedException", "ThrottlingException", "InternalError"])
def test_any_other_trouble_is_let_out(ssm: Any, code: str) -> None:
    ssm.add_client_error("get_parameter", code, "", 400)

    with pytest.raises(ClientError, match=code):
        SsmSecrets(ssm.client, "/retrack/test").read("stores/s1/17track")


def test_a_secret_is_kept_encrypted_in_place_of_an_earlier_one(ssm: Any) -> None:
    wanted = {"Name": "/p/n", "Value": "v", "Type": "SecureString", "Overwrite": True}
    ssm.add_response("put_parameter", {"Version": 2}, wanted)

    SsmSecrets(ssm.client, "/p").write("n", "v")


@pytest.mark.parametrize(("text", "hour"), [("498728", 498728), (None, None)])
def test_the_watermark_is_an_hour_or_nothing(ssm: Any, text: str | None, hour: int | None) -> None:
    wanted = {"Name": "/p/sweep-watermark", "WithDecryption": False}
    if text is None:
        ssm.add_client_error("get_parameter", "ParameterNotFound", "", 400)
    else:
        ssm.add_response("get_parameter", {"Parameter": {"Value": text}}, wanted)

    assert SsmWatermark(ssm.client, "/p").read() == hour


def test_an_address_that_nobody_set_is_empty(ssm: Any) -> None:
    ssm.add_client_error("get_parameter", "ParameterNotFound", "", 400)

    assert SsmText(ssm.client, "/p/public-url").read() == ""
