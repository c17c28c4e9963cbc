"""Phone numbers as customers write them, in the form that text messages are sent to."""

from collections.abc import Iterable

import phonenumbers


def first_phone(written: Iterable[str], country_code: str) -> str:
    """The first of these that is a phone number, as E.164; empty when none is.

    A number without its country is one of the country that the order goes to.
    """
    for text in written:
        try:
            number = phonenumbers.parse(text, country_code or None)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.is_valid_number(number):
            return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return ""
