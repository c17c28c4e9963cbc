"""Text messages through SNS."""

from typing import TYPE_CHECKING

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
)

from retrack.services.ports import MessageDelayed, MessageRefused, OptedOut, Sms

if TYPE_CHECKING:
    from mypy_boto3_sns import SNSClient
    from mypy_boto3_sns.type_defs import MessageAttributeValueTypeDef

# Source: SNS API, "Publish", errors; "Opting out". Anything else somebody can mend, or it passes.
_FOR_GOOD = frozenset(
    {"InvalidParameter", "InvalidParameterValue", "OptedOut", "ValidationException"}
)


class SnsSmsSender:
    """Sends transactional text messages."""

    def __init__(self, client: "SNSClient", *, max_price: str) -> None:
        """Sends with this client; `max_price` is in US dollars, for one part of a message."""
        self._client, self._max_price = client, max_price

    def send(self, sms: Sms) -> str:
        """SNS's id of the message it took.

        Raises:
            OptedOut: they want no text messages.
            MessageRefused: for good (number).
            MessageDelayed: throttled, down or not permitted.
        """
        if self._is_opted_out(sms.to):
            raise OptedOut
        attributes: dict[str, MessageAttributeValueTypeDef] = {
            "AWS.SNS.SMS.SMSType": {"DataType": "String", "StringValue": "Transactional"},
            "AWS.SNS.SMS.MaxPrice": {"DataType": "Number", "StringValue": self._max_price},
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

    def _is_opted_out(self, phone: str) -> bool:
        """Whether they want none. Not to have been answered is no reason to send: it may wait."""
        try:
            answer = self._client.check_if_phone_number_is_opted_out(phoneNumber=phone)
        except ClientError as exc:
            code = exc.response.get("Error", {}).get("Code", "Unknown")
            raise (MessageRefused if code in _FOR_GOOD else MessageDelayed)(code) from exc
        except BotoCoreError as exc:  # however it failed, nothing was sent yet
            raise MessageDelayed(type(exc).__name__) from exc
        return answer["isOptedOut"]
