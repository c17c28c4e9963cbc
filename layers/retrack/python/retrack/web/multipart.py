"""Forms with files, as browsers send them where no script runs."""

from collections.abc import Mapping
from email.parser import BytesParser
from email.policy import HTTP

_KIND = "multipart/form-data"


def is_multipart(content_type: str) -> bool:
    """Whether a form was sent with its files."""
    return content_type.lower().startswith(_KIND)


def parts_of(content_type: str, body: bytes) -> Mapping[str, list[bytes]]:
    """The fields and files of a form, by name; what cannot be read is left out."""
    head = f"Content-Type: {content_type}\r\n\r\n".encode(errors="replace")
    message = BytesParser(policy=HTTP).parsebytes(head + body)
    found: dict[str, list[bytes]] = {}
    for part in message.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if name and isinstance(content, bytes):
            found.setdefault(str(name), []).append(content)
    return found
