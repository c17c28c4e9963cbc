"""Text messages through SNS."""

from typing import TYPE_CHECKING

from botocore.exceptions import ClientError, ConnectTimeoutError, EndpointConnectionError

from retrack.services.ports import MessageDelayed, MessageRefused, Sms

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef

# Source: SNS API, "Publish", errors; "Opting out". Anything else somebody can mend, or it passes.
_FOR_GOOD = frozenset(
    {"InvalidParameter", "InvalidParameterValue", "OptedOut", "ValidationException"}
)


class SnsSmsSender:
    """Sends transactional text messages."""

    def __init__(self, client: "SNSClient") -> None:
        """Sends with this client."""
        self._client = client

    def send(self, sms: Sms) -> str:
        """SNS's id of the message it took.

        Raises:
            MessageRefused: for good (number, opted out).
            MessageDelayed: throttled, down or not permitted.
        """
        attributes: dict[str, MessageAttributeValueTypeDef] = {
            "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"}
        }
        if sms.sender_id:
            attributes["AWS.SNS.SMS.SenderID"] = {
                "DataType": "String",
                "StringValue": sms.sender_id,
            }
        try:
            answer = self._client.publish(
                PhoneNumber=sms.to, Message=sms.text, MessageAttributes=attributes
            )
        except ClientError as exc:
            code = exc.response.get("Error", {}).get("Code", "Unknown")
            if code in _FOR_GOOD:
                raise MessageRefused(code) from exc
            raise MessageDelayed(code) from exc
        except (ConnectTimeoutError, EndpointConnectionError) as exc:
            raise MessageDelayed(type(exc).__name__) from exc
        return answer["MessageId"]
