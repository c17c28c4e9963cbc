"""Email through SES version 2."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError

from retrack.services.ports import Email, MessageDelayed, MessageRefused

if TYPE_CHECKING:
    from mypy_boto3_sesv2 import SESV2Client

# Source: SES API v2, "SendEmail", errors. For anything else, such as a permission that is missing,
# the message is kept: somebody can mend that.
_FOR_GOOD = frozenset(
    {
        "MessageRejected",
        "BadRequestException",
        "MailFromDomainNotVerifiedException",
        "NotFoundException",
    }
)


class SesEmailSender:
    """Sends through the account's verified identities."""

    def __init__(self, client: "SESV2Client") -> None:
        """Sends with this client."""
        self._client = client

    def send(self, email: Email) -> str:
        """SES's id of the message it took.

        Raises:
            MessageRefused: for good (address, identity, content).
            MessageDelayed: throttled, paused, down or not permitted. An answer that never came is
                neither: whether the message went out is then open, and the error is let through.
        """
        try:
            answer = self._client.send_email(
                FromEmailAddress=email.sender,
                Destination={"ToAddresses": [email.to]},
                ReplyToAddresses=[email.reply_to] if email.reply_to else [],
                Content={
                    "Simple": {
                        "Subject": {"Data": email.subject, "Charset": "UTF-8"},
                        "Body": {
                            "Text": {"Data": email.text, "Charset": "UTF-8"},
                            "Html": {"Data": email.html, "Charset": "UTF-8"},
                        },
                    }
                },
                EmailTags=[{"Name": name, "Value": value} for name, value in email.tags.items()],
            )
        except ClientError as exc:
            raise _told(exc) from exc
        except (ConnectTimeoutError, EndpointConnectionError) as exc:
            raise MessageDelayed(type(exc).__name__) from exc
        return answer["MessageId"]


def _told(error: ClientError) -> MessageRefused | MessageDelayed:
    """What a refusal means; its text may hold the address, so only its code is kept."""
    code = error.response.get("Error", {}).get("Code", "Unknown")
    return MessageRefused(code) if code in _FOR_GOOD else MessageDelayed(code)
