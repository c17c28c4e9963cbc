"""What is kept in Parameter Store: secrets, and the sweep's watermark."""

from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mypy_boto3_ssm import SSMClient

_WATERMARK = "sweep-watermark"


class SsmSecrets:
    """Secrets as SecureString, below a prefix such as `/retrack/production`."""

    def __init__(self, client: "SSMClient", prefix: str) -> None:
        """Keeps names below this prefix."""
        self._client, self._prefix = client, prefix

    def read(self, name: str) -> str | None:
        """The secret, decrypted; None when there is none."""
        return _read(self._client, f"{self._prefix}/{name}", secret=True)

    def write(self, name: str, value: str) -> None:
        """Keeps it in place of an earlier one."""
        self._client.put_parameter(
            Name=f"{self._prefix}/{name}", Value=value, Type="SecureString", Overwrite=True
        )

    def remove(self, name: str) -> None:
        """Deletes it; nothing if it is not there."""
        with suppress(self._client.exceptions.ParameterNotFound):
            self._client.delete_parameter(Name=f"{self._prefix}/{name}")


class SsmWatermark:
    """The last hour swept: a parameter and not an item, so that sweeps never write to the table."""

    def __init__(self, client: "SSMClient", prefix: str, name: str = _WATERMARK) -> None:
        """Kept below this prefix."""
        self._client, self._name = client, f"{prefix}/{name}"

    def read(self) -> int | None:
        """The hour; None before the first sweep."""
        text = _read(self._client, self._name, secret=False)
        return int(text) if text else None

    def write(self, hour: int) -> None:
        """Remembers the hour."""
        self._client.put_parameter(Name=self._name, Value=str(hour), Type="String", Overwrite=True)


class SsmText:
    """A plain parameter that is named in full, such as the address of the customers' pages."""

    def __init__(self, client: "SSMClient", name: str) -> None:
        """The parameter of this name."""
        self._client, self._name = client, name

    def read(self) -> str:
        """Its text; empty when it is not there."""
        return _read(self._client, self._name, secret=False) or ""


def _read(client: "SSMClient", name: str, *, secret: bool) -> str | None:
    try:
        answer = client.get_parameter(Name=name, WithDecryption=secret)
    except client.exceptions.ParameterNotFound:
        return None
    except client.exceptions.ClientError as exc:
        # Names are made of what strangers send; one that Parameter Store cannot have is not there.
        if exc.response["Error"]["Code"] == "ValidationException":
            return None
        raise
    return answer["Parameter"].get("Value")
