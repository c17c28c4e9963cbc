"""What the rooms below say to people, in the reader's language.

Refusals and problems are written in English where they are raised, many with values in them. Each
such sentence stands here once more as a text of the catalogs, with names for its values: what was
said is found by its shape, and said again with the same values. A test holds that none is missing.
"""

import re
from functools import cache

from retrack.web.languages import Language
from retrack.web.words import N_

SENTENCES = (
    # ---- fields
    N_("is needed"),
    N_("is missing"),
    N_("is in the future"),
    N_("is before the order was processed"),
    N_("too many blanks"),
    N_("must not be after 'to'"),
    N_("must not hold control characters"),
    N_("must not hold line breaks or control characters"),
    N_("%(least)s to %(most)s letters, digits and hyphens"),
    N_("1 to %(most)s characters"),
    N_("at most %(most)s characters"),
    N_("at most %(most)s lines"),
    N_("at most %(most)s items"),
    N_("at most %(most)s printable ASCII characters, without blanks"),
    N_("letters, digits, '.', '_', '~' and '-'"),
    N_("1 to 11 letters and digits, with at least one letter"),
    N_("printable ASCII without blanks"),
    N_("a number from 1 to %(most)s"),
    N_("a whole number from 1 to %(most)s"),
    N_("a day from %(first)s to %(last)s"),
    N_("an ISO date, such as %(example)s"),
    N_("a time as text, such as %(example)s"),
    N_("a time with its offset, such as %(example)s"),
    N_("a time in the years %(first)s to %(last)s"),
    N_("a time without a zone has no place in Retrack"),
    N_("the time needs an offset, such as %(example)s"),
    N_("write it as 2026-11-24 or 24.11.2026"),
    N_("may be read with the day or the month first; write it as 2026-11-24 or 24.11.2026"),
    N_("there is no such day or time; write it as 2026-11-24 or 24.11.2026"),
    N_("an IANA name, such as %(example)s"),
    N_("an IANA time zone, such as %(example)s"),
    N_("a language tag, such as th or en-GB"),
    N_("a language such as th or en-GB"),
    N_("an e-mail address, such as %(example)s"),
    N_("an address such as %(example)s"),
    N_("an e-mail address"),
    N_("an e-mail address, or a phone number such as %(example)s"),
    N_("a phone number such as %(example)s"),
    N_("a phone number with its country, such as %(example)s (E.164)"),
    N_("two capital letters, such as TH"),
    N_("two capital letters, such as TH (ISO 3166-1)"),
    N_("a colour as #rrggbb, such as #0b6e4f"),
    N_("an http or https address that a tracking number can be appended to"),
    N_("an address, such as %(example)s"),
    N_("an http or https address without a user, such as %(example)s"),
    N_("an address on the public internet"),
    N_("port 80, 443, 8080 or 8443"),
    N_("a line such as 2 x Phone case [PC-1]"),
    N_("true or false"),
    N_("one of the nine statuses"),
    N_("one of %(words)s"),
    N_("one or more of %(words)s"),
    N_("owner or staff"),
    N_("name 1 to %(most)s orders"),
    N_("no such order: %(names)s"),
    N_("not with %(provider)s, which signs with the key itself"),
    # ---- orders and shipments
    N_("an order has at most %(most)s shipments"),
    N_("shipment %(shipment)s of this order has this tracking number already"),
    N_("Order %(order)s has no shipment %(shipment)s."),
    N_("several orders have this name; give the order_id as well"),
    N_("the order was being changed by somebody else; import this row again"),
    N_("the order was erased meanwhile; import this row again"),
    N_("This shipment was tracked again less than a minute ago."),
    N_("There were too many tries; wait a while."),
    N_("That is more than %(most)s orders; export a shorter period at a time."),
    N_("That is more than %(most)s messages; export a shorter period at a time."),
    N_("At most %(most)s lines at a time; import a file for more."),
    N_("Order tracking is part of the Boss plan. Upgrade the store's plan to use it."),
    N_(
        "Asking the carriers stopped because of a fault on our side. Track the orders again that"
        " were not reached."
    ),
    # ---- messages
    N_("line %(line)s: %(reason)s"),
    N_("it cannot be worked out"),
    N_("it takes too long"),
    N_("a value is too large"),
    N_("a number is too large"),
    N_("%(opening)s is never closed"),
    N_("nothing comes of it"),
    N_("there is no such order"),
    N_("a text message's template has a text"),
    N_("an email goes to where the store's customers answer"),
    N_("At most %(most)s tests a minute; wait a little."),
    N_("whoever has this number wants no text messages"),
    N_("the SMS service did not take it: %(reason)s"),
    N_("set the sender's address first"),
    N_("prove first that the address is yours, under Settings, Sender"),
    N_("address: %(domain)s is a provider of mailboxes"),
    N_("allow or block, by email or sms"),
    N_("the mail service did not take it: %(reason)s"),
    # ---- the template language's own
    N_("expected tag %(tag)s, found end of expression"),
    N_("expected %(wanted)s, found %(found)s"),
    N_("end of expression"),
    N_("a primitive expression"),
    N_("an identifier"),
    N_("word"),
    N_("unexpected tag '%(tag)s'"),
    N_("unexpected '%(sign)s'"),
    N_('unexpected "%(sign)s"'),
    N_("missing expression"),
    N_("missing or unexpected path segment"),
    N_("disallowed parentheses in logical expression"),
    N_("%(tag)s tag was never closed"),
    N_("can't divide by 0"),
    N_("%(filter)s() missing %(count)s required positional argument: '%(name)s'"),
    N_("%(filter)s() takes %(most)s positional argument but %(given)s were given"),
    N_("%(filter)s() takes %(most)s positional arguments but %(given)s were given"),
    # ---- files
    N_("Nothing was uploaded yet: PUT the file to the upload_url first."),
    N_("The file is larger than %(most)s MB. Split it, and import one after another."),
    N_("The file is empty. Upload a CSV with a header line and a line for each order."),
    N_("There is nothing below the header line. Add a line for each order."),
    N_(
        "Reading the file stopped because of a fault on our side. Start the import again: it goes"
        " on where it stopped, and what was imported stays."
    ),
    N_("The header has more than %(most)s columns: this is no table of orders."),
    N_(
        "The first line must name the columns: order_name at least, as in the template, or those"
        " of Shopify's export of orders (Name, Lineitem name, Created at)."
    ),
    N_("Line %(line)s: a quotation mark is opened and never closed."),
    N_("Line %(line)s is longer than %(most)s characters: this is no table of orders."),
    N_("After line %(line)s there is something that is no text in this encoding. %(advice)s"),
    N_("The file holds NUL bytes: it is no CSV, or damaged. %(advice)s"),
    N_("This is %(what)s, not a CSV. %(advice)s"),
    N_("Save the sheet as “CSV UTF-8” and upload that."),
    N_("an Excel workbook or a .zip archive"),
    N_("a %(kind)s archive"),
    N_("an %(kind)s archive"),
    N_("an old Excel workbook"),
    N_("a PDF"),
    N_("a picture"),
    N_("a web page or XML"),
    # ---- access, webhooks, shops
    N_("A store needs an owner: make somebody else an owner first."),
    N_("There is no such person in this store."),
    N_("There is no such API key in this store."),
    N_("A store has at most %(most)s API keys; take one back first."),
    N_("A store has at most %(most)s webhooks; remove one first."),
    N_("This message is on its way already."),
    N_("You are signed in, but belong to no store."),
    N_("The store is not there any more."),
    # ---- pydantic's own
    N_("Field required"),
    N_("Input should be a valid %(kind)s"),
    N_("Input should be %(words)s"),
    N_("Input should be greater than or equal to %(least)s"),
    N_("Input should be less than or equal to %(most)s"),
    N_("String should have at least %(least)s character"),
    N_("String should have at least %(least)s characters"),
    N_("String should have at most %(most)s characters"),
    N_("String should match pattern '%(pattern)s'"),
    N_("List should have at most %(most)s items after validation, not %(given)s"),
)
"""Every shape of what is said, in English."""

_VALUE = re.compile(r"%\((\w+)\)s")
_SHORT, _FREE = r"(?:(?![;:] ).)+?", {"reason", "advice"}
_PLACE = re.compile(r"([A-Za-z][\w. \[\]-]{0,60}): (.+)", re.DOTALL)


def said(text: str, language: Language) -> str:
    """A sentence in a language; as it is, where nobody has put it into that one."""
    whole = _said(text, language)
    if whole is not None:
        return whole
    if "; " in text:  # the problems of several fields, one after another
        parts = [_located(part, language) for part in text.split("; ")]
        if all(part is not None for part in parts):
            return "; ".join(map(str, parts))
    return _located(text, language) or text


def _located(text: str, language: Language) -> str | None:
    """What stands after the name of a field or column, which is the same in every language."""
    whole = _said(text, language)
    found = _PLACE.fullmatch(text)
    if whole is not None or found is None:
        return whole
    where, what = found.groups()
    told = _said(what, language)
    return f"{where}: {told}" if told is not None else None


def _said(text: str, language: Language) -> str | None:
    translated = language.gettext(text) if text else text
    if translated != text:
        return translated
    shape = shape_of(text)
    if shape is None:
        return None
    sentence, values = shape
    return language.gettext(sentence) % {name: said(v, language) for name, v in values.items()}


def shape_of(text: str) -> tuple[str, dict[str, str]] | None:
    """The sentence that a text has the shape of, and the values in it."""
    if text in _plain():
        return text, {}
    for sentence, pattern in _shapes():
        if found := pattern.fullmatch(text):
            return sentence, found.groupdict()
    return None


@cache
def _plain() -> frozenset[str]:
    return frozenset(sentence for sentence in SENTENCES if not _VALUE.search(sentence))


@cache
def _shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """The sentences with values; the more a sentence says by itself, the earlier it is tried."""
    with_values = [sentence for sentence in SENTENCES if _VALUE.search(sentence)]
    with_values.sort(key=lambda sentence: len(_VALUE.sub("", sentence)), reverse=True)
    return tuple((sentence, re.compile(_pattern(sentence), re.DOTALL)) for sentence in with_values)


def _pattern(sentence: str) -> str:
    """No value reaches over from one field's problem to another's, but a reason is free."""
    parts = _VALUE.split(sentence)  # texts, and between them names
    return "".join(
        re.escape(part) if not index % 2 else f"(?P<{part}>{'.+' if part in _FREE else _SHORT})"
        for index, part in enumerate(parts)
    )
