"""Where messages can go at all, and how an address is known without being kept.

Addresses come from shops, files and forms of other people: whatever they hold, telling a customer
must end in a message or in a reason.
"""

import hashlib
import hmac
import re

from retrack.domain.settings import Channel

# Source: RFC 5321, 4.5.3.1: 64 octets before the @, 254 in all; RFC 5322, 3.2.3: atext. SES takes
# no other letters before the @, and other scripts after it as punycode only.
_MAX_EMAIL, _MAX_LOCAL = 254, 64
_EMAIL = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]"
)
_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")  # ITU-T E.164
_DIGITS = 32  # hexadecimal ones of a hash that are kept: 128 bits


def deliverable(channel: Channel, address: str) -> str:
    """The address as the sending service takes it; empty where it can reach nobody.

    Display names, blanks inside, line breaks, and phones without their country are no addresses.
    """
    text = address.strip(" ")
    if channel is Channel.SMS:
        return text if _PHONE.fullmatch(text) else ""
    local, at, domain = text.rpartition("@")
    if not at or len(local) > _MAX_LOCAL or len(text) > _MAX_EMAIL:
        return ""
    try:
        plain = domain if domain.isascii() else domain.encode("idna").decode("ascii")
    except UnicodeError:
        return ""
    written = f"{local}@{plain}"
    return written if len(written) <= _MAX_EMAIL and _EMAIL.fullmatch(written) else ""


def is_address_id(text: str) -> bool:
    """Whether this is what `address_id` makes."""
    return len(text) == _DIGITS and set(text) <= set("0123456789abcdef")


def address_id(key: str, channel: Channel, address: str) -> str:
    """What an address is known by: a hash that only who has the store's key can make.

    However people write it: blanks around it and the case of letters make no difference. What is no
    address has a hash too, which nothing is ever sent to.
    """
    text = (deliverable(channel, address) or address.strip()).casefold()
    made = hmac.new(key.encode(), f"address {channel} {text}".encode(), hashlib.sha256)
    return made.hexdigest()[:_DIGITS]
