"""Email through SES version 2."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ParamValidationError,
)

from retrack.services.ports import Email, MessageDelayed, MessageRefused

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sesv2.type_defs import MessageHeaderTypeDef, SendEmailRequestTypeDef

# Source: SES API v2, "SendEmail", errors. For anything else, such as a permission or a
# configuration set that is missing, the message is kept: somebody can mend that.
_FOR_GOOD = frozenset(
    {
        "MessageRejected",
        "BadRequestException",
        "MailFromDomainNotVerifiedException",
    }
)


class SesEmailSender:
    """Sends through the account's verified identities.

    Through a configuration set, SES reports what becomes of each email; without one it does not.
    That an email was opened is reported by another, since SES puts a picture into it then.
    """

    def __init__(
        self,
        client: "SESV2Client",
        *,
        configuration_set: str = "",
        opens_configuration_set: str = "",
    ) -> None:
        """Sends with this client, through these configuration sets."""
        self._client = client
        self._set, self._opens_set = configuration_set, opens_configuration_set

    def send(self, email: Email) -> str:
        """SES's id of the message it took.

        Raises:
            MessageRefused: for good (address, identity, content).
            MessageDelayed: throttled, paused, down or not permitted. An answer that never came is
                neither: whether the message went out is then open, and the error is let through.
        """
        try:
            answer = self._client.send_email(**self._request(email))
        except ClientError as exc:
            raise _told(exc) from exc
        except ParamValidationError as exc:
            raise MessageRefused("ParamValidationError") from exc
        except (ConnectTimeoutError, EndpointConnectionError) as exc:
            raise MessageDelayed(type(exc).__name__) from exc
        return answer["MessageId"]

    def _request(self, email: Email) -> "SendEmailRequestTypeDef":
        request: SendEmailRequestTypeDef = {
            "FromEmailAddress": email.sender,
            "Destination": {"ToAddresses": [email.to]},
            "ReplyToAddresses": [email.reply_to] if email.reply_to else [],
            "Content": {
                "Simple": {
                    "Subject": {"Data": email.subject, "Charset": "UTF-8"},
                    "Body": {
                        "Text": {"Data": email.text, "Charset": "UTF-8"},
                        "Html": {"Data": email.html, "Charset": "UTF-8"},
                    },
                }
            },
            "EmailTags": [{"Name": name, "Value": value} for name, value in email.tags.items()],
        }
        if headers := _headers(email):
            request["Content"]["Simple"]["Headers"] = headers
        if reported_by := self._opens_set if email.track_opens else self._set:
            request["ConfigurationSetName"] = reported_by
        return request


def _headers(email: Email) -> list["MessageHeaderTypeDef"]:
    """One click in the mail program stops the emails. Source: RFC 2369; RFC 8058."""
    if not email.unsubscribe_url:
        return []
    headers: Mapping[str, str] = {
        "List-Unsubscribe": f"<{email.unsubscribe_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    return [{"Name": name, "Value": value} for name, value in headers.items()]


def _told(error: ClientError) -> MessageRefused | MessageDelayed:
    """What a refusal means; its text may hold the address, so only its code is kept."""
    code = error.response.get("Error", {}).get("Code", "Unknown")
    return MessageRefused(code) if code in _FOR_GOOD else MessageDelayed(code)
