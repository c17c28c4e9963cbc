"""Tables of orders: what is written comes back, in whatever form a spreadsheet saves it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrack.domain.errors import Unreadable
from retrack.domain.identifiers import OrderId, ShipmentId, StoreId, TrackingNumber
from retrack.domain.orders import Address, Customer, LineItem, Order, Payment
from retrack.services.file_ports import Place, ReadFrom, SheetEntry, SheetRows
from retrack.services.order_row import RowReader
from retrack.services.ship import NewShipment
from retrack.services.take_order import NewOrder
from retrack.shops.csv.cells import plain, safe
from retrack.shops.csv.encodings import guessed
from retrack.shops.csv.moments import moment
from retrack.shops.csv.reading import CsvReader
from retrack.shops.csv.writing import refused, sheet, template
from tests.builders import NOON, a_shipment, an_order

BANGKOK = ZoneInfo("Asia/Bangkok")
RUNS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"


def source(content: bytes, piece: int = 7) -> ReadFrom:
    """A file that comes in small pieces, so that everything is cut somewhere."""

    def read(start: int) -> Iterator[bytes]:
        return (content[at : at + piece] for at in range(start, len(content), piece))

    return read


def rows_of(content: bytes, place: Place | None = None) -> list[SheetRows]:
    reader, read = CsvReader(), source(content)
    return list(reader.rows(read, reader.survey(read).encoding, BANGKOK, place or Place()))


def entries_of(content: bytes) -> list[SheetEntry]:
    entries = [row.entry for row in rows_of(content) if row.entry]
    assert len(entries) == len(rows_of(content))
    return entries


def exported(*orders: Order) -> bytes:
    reader = RowReader(NOON, "http://track/?n=", "https://shop")
    return b"".join(sheet(json.loads(json.dumps(reader.order(order))) for order in orders))


# ------------------------------------------------------------------------------------- formulas


@given(st.text())
def test_no_cell_begins_with_what_would_run_and_every_one_comes_back(text: str) -> None:
    cell = safe(text)

    assert cell[:1] not in set(RUNS)
    assert plain(cell) == text


@pytest.mark.parametrize("first", RUNS)
def test_what_may_run_is_put_behind_an_apostrophe(first: str) -> None:
    assert safe(first + "1+1") == "'" + first + "1+1"


def test_refused_rows_cannot_run_either() -> None:
    text = refused(("name",), [(2, "=1", ["@x"])]).decode("utf-8-sig")

    assert list(csv.reader(io.StringIO(text))) == [["line", "reason", "name"], ["2", "'=1", "'@x"]]


# ----------------------------------------------------------------------------------- round trips

_texts = st.text(
    st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")) | st.sampled_from("'="),
    min_size=1,
    max_size=30,
).map(str.strip).filter(bool)  # fmt: skip
_moments = st.integers(1_000_000_000, 7_000_000_000).map(
    lambda seconds: datetime.fromtimestamp(seconds, UTC)
)
_items = st.builds(
    LineItem,
    _texts,
    st.integers(1, 100_000),
    st.one_of(st.just(""), _texts.filter(lambda sku: " [" not in sku)),
)


@given(
    name=_texts,
    customer=_texts,
    city=_texts,
    items=st.lists(_items, max_size=4),
    processed=_moments,
    carriers=st.lists(_texts, max_size=3),
)
def test_what_is_exported_can_be_imported(
    name: str,
    customer: str,
    city: str,
    items: list[LineItem],
    processed: datetime,
    carriers: list[str],
) -> None:
    shipments = tuple(
        a_shipment(id=ShipmentId(f"s{n}"), carrier_name=carrier, final=n % 2 == 0)
        for n, carrier in enumerate(carriers, start=1)
    )
    order = an_order(
        name=name,
        processed_at=processed,
        customer=Customer(customer, "s@example.com", "+66812345678", "th"),
        shipping_address=Address(city, "TH"),
        payment=Payment("pending", marked_paid_manually=True),
        items=tuple(items),
        shipments=shipments,
    )

    entries = entries_of(exported(order))

    expected = NewOrder(
        order.id, name, "csv", processed, order.customer, order.shipping_address,
        order.payment, order.items,
    )  # fmt: skip
    assert [entry.order for entry in entries] == [expected] * max(1, len(shipments))
    assert [entry.shipment for entry in entries if entry.shipment] == [
        NewShipment(s.tracking_number, s.carrier_name or "", s.fulfilled_at, final=s.final)
        for s in shipments
    ]


@given(st.lists(_texts, min_size=1, max_size=8), st.integers(1, 40))
def test_reading_goes_on_from_any_place(names: list[str], piece: int) -> None:
    orders = [an_order(id=OrderId(f"o{n}"), name=name) for n, name in enumerate(names)]
    content = exported(*orders)
    reader, read = CsvReader(), source(content, piece)
    rows = list(reader.rows(read, "utf-8", BANGKOK, Place()))

    for number, row in enumerate(rows, start=1):
        assert list(reader.rows(read, "utf-8", BANGKOK, row.after)) == rows[number:]


def test_the_template_is_a_table_that_can_be_read() -> None:
    (entry,) = entries_of(template())

    assert entry.order.items == (LineItem("Phone case", 2, "PC-1"),)
    assert entry.shipment
    assert entry.shipment.tracking_number == TrackingNumber("RR123456785CN")


# ------------------------------------------------------------------------- encodings, separators

THAI = "สมชาย ใจดี ผู้ซื้อ"
GERMAN = "Jürgen Müßig, Straße, 5 €"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize(
    ("name", "encoding", "mark"),
    [
        (THAI, "utf-8", b""),
        (THAI, "utf-8", b"\xef\xbb\xbf"),
        (THAI, "utf-16-le", b"\xff\xfe"),
        (THAI, "utf-16-be", b"\xfe\xff"),
        (THAI, "cp874", b""),
        (GERMAN, "cp1252", b""),
        (GERMAN, "utf-8", b""),
    ],
)
def test_a_table_is_read_as_a_spreadsheet_saves_it(
    name: str, encoding: str, mark: bytes, separator: str, end: str
) -> None:
    lines = [["Order Name", "customer_name", "City"], ["1001", f'"{name}"', '"a ""b"""']]
    text = "".join(separator.join(line) + end for line in lines)

    (entry,) = entries_of(mark + text.encode(encoding))

    assert entry.order.customer.name == name
    assert entry.order.shipping_address.city == 'a "b"'


def _is_no_utf8(word: str) -> bool:
    """Very few Thai words are, byte by byte, something else in UTF-8; whole files are not."""
    try:
        word.encode("cp874").decode()
    except UnicodeDecodeError:
        return True
    return False


@given(st.text("กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮะาิีึืุูเแโใไ่้๊๋์", min_size=2).filter(_is_no_utf8))
def test_thai_words_are_told_from_western_ones(word: str) -> None:
    assert guessed([b"order_name,city\n1,", word.encode("cp874")]) == "cp874"


def test_utf16_without_its_mark_is_refused_with_what_to_do() -> None:
    with pytest.raises(Unreadable, match="CSV UTF-8"):
        rows_of("order_name\n1\n".encode("utf-16-le"))


def test_a_first_line_that_names_the_separator_is_understood() -> None:
    (row,) = rows_of(b"sep=;\r\norder_name;city\r\n1;Bonn, DE\r\n")

    assert (row.line, row.entry and row.entry.order.shipping_address.city) == (3, "Bonn, DE")


def test_lines_are_counted_as_an_editor_does() -> None:
    content = b'order_name,items\n1,"a\nb"\n\n2,\n3,"0 x c"\n'

    assert [(row.line, bool(row.reason)) for row in rows_of(content)] == [
        (2, False),
        (5, False),
        (6, True),
    ]


# ------------------------------------------------------------------------------------------ days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-11-24", "2026-11-23T17:00:00+00:00"),
        ("2026-11-24T10:30:00Z", "2026-11-24T10:30:00+00:00"),
        ("2026-11-24 10:30:00 +0700", "2026-11-24T03:30:00+00:00"),
        ("2026-11-24 10:30", "2026-11-24T03:30:00+00:00"),
        ("24.11.2026", "2026-11-23T17:00:00+00:00"),
        ("5.6.2026 8:05", "2026-06-05T01:05:00+00:00"),
        ("24/11/2569", "2026-11-23T17:00:00+00:00"),
        ("5/6/2569", "2026-06-04T17:00:00+00:00"),
        ("2569-11-24", "2026-11-23T17:00:00+00:00"),
        ("2026/11/24 10:30", "2026-11-24T03:30:00+00:00"),
        ("24/11/2026", "2026-11-23T17:00:00+00:00"),
        ("24-11-2026", "2026-11-23T17:00:00+00:00"),
        ("6/6/2026", "2026-06-05T17:00:00+00:00"),
        ("29.2.2567", "2024-02-28T17:00:00+00:00"),
    ],
)
def test_a_day_is_read_as_it_is_meant(text: str, day: str) -> None:
    assert moment(text, BANGKOK).isoformat() == day


@pytest.mark.parametrize(
    "text",
    ["5/6/2026", "11/24/2026", "5-6-2026", "31.2.2026", "24.11.26", "1.1.1999", "2300-01-01",
     "24.11-2026", "2026/11-24", "tomorrow", "2026-11-24 25:00", "2026-11-24T10:00:00+99:00"],
)  # fmt: skip
def test_a_day_that_could_be_another_or_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"2026-11-24|years"):
        moment(text, BANGKOK)


# ---------------------------------------------------------------------------------- single cells


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("customer_email", "nobody", "customer_email:"),
        ("country_code", "Thailand", "country_code:"),
        ("customer_phone", "call me", "customer_phone:"),
        ("financial_status", "free", "financial_status:"),
        ("marked_paid_manually", "perhaps", "marked_paid_manually:"),
        ("items", "0 x Case", "items:"),
        ("order_id", "a/b", "order_id:"),
        ("city", "x" * 201, "city:"),
        ("city", "a\u0085b", "city: must not hold line breaks"),
        ("items", "a\u2028b", "items: must not hold line breaks"),
        ("processed_at", "5/6/2026", "processed_at:"),
    ],
)
def test_a_wrong_cell_refuses_its_row_alone(column: str, value: str, reason: str) -> None:
    content = f"order_name,{column}\n1,{value}\n2,\n".encode()

    first, second = rows_of(content)

    assert first.reason.startswith(reason)
    assert second.entry


def test_items_keep_an_apostrophe_that_is_theirs() -> None:
    items = (LineItem("'=1", 1, "'@x"), LineItem("'+", 2, ""))

    (entry,) = entries_of(exported(an_order(items=items)))

    assert entry.order.items == items


def test_numbers_may_have_a_decimal_comma() -> None:
    content = b"Name;Created at;Lineitem name;Lineitem quantity\n#1;24.11.2026;Case;2,00\n"

    (entry,) = entries_of(content)

    assert entry.order.items == (LineItem("Case", 2),)


def test_the_id_of_an_order_without_one_follows_from_its_name() -> None:
    first, second, third = entries_of(b"order_name\n#1\n#1 \n#2\n")

    assert first.order.id == second.order.id != third.order.id
    assert not first.has_own_id


def test_items_of_one_order_are_gathered_and_those_of_the_next_are_not() -> None:
    content = b"Name,Created at,Lineitem name\n#1,2026-11-24,A\n#1,,B\n#2,2026-11-24,C\n"

    rows = rows_of(content)

    assert [(row.line, row.lines) for row in rows] == [(2, 2), (4, 1)]
    assert rows_of(content, rows[0].after) == rows[1:]


def test_an_order_of_too_many_items_is_refused_whole() -> None:
    items = b"".join(b"#1,2026-11-24,Case %d\n" % n for n in range(250))

    first, second = rows_of(b"Name,Created at,Lineitem name\n" + items + b"#2,2026-11-24,Case\n")

    assert (first.line, first.lines, first.reason) == (2, 250, "Lineitem name: at most 100 items")
    assert (second.line, second.lines, second.reason) == (252, 1, "")


def test_an_order_of_another_store_is_of_no_concern() -> None:
    order = replace(an_order(), store_id=StoreId("other"))

    assert b"other" not in exported(order)
