"""Whoever holds a link sees the first name and the city, and nothing else of the customer."""

from __future__ import annotations

import pytest

from retrack.domain.privacy import first_name, without_personal_data
from tests.builders import a_customer

CUSTOMER = a_customer(name="Mr. Somchai Jaidee", phone="+66812345678")


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Somchai Jaidee", "Somchai"),
        ("Somchai J.", "Somchai"),
        ("  Somchai  ", "Somchai"),
        ("Jaidee, Somchai Prasert", "Somchai"),
        ("Somchai,", "Somchai"),
        ("Mr. Somchai Jaidee", "Somchai"),
        ("นาย สมชาย ใจดี", "สมชาย"),
        ("คุณ สมหญิง", "สมหญิง"),
        ("Anne-Marie O'Neil", "Anne-Marie"),
        ("王小明", ""),
        ("김철수", ""),
        ("somchai@example.com", ""),
        ("+66812345678", ""),
        ("Dr.", ""),
        ("", ""),
    ],
)
def test_only_the_first_name_of_a_name_is_shown(name: str, first: str) -> None:
    assert first_name(name) == first


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("Delivered, signed by SOMCHAI JAIDEE", "Delivered, signed by SOMCHAI …"),
        ("Received by Jaidee.", "Received by …."),
        ("Courier will call +66 81 234 5678", "Courier will call …"),
        ("โทร 081-234-5678 ก่อนส่ง", "โทร … ก่อนส่ง"),
        ("Notice sent to somchai@example.com today", "Notice sent to … today"),
        ("Jaideesuk office", "Jaideesuk office"),
        ("Arrived 02-11-2026 10:30", "Arrived 02-11-2026 10:30"),
        ("Arrived 2026-11-02", "Arrived 2026-11-02"),
        ("Handed over as RR123456785CN", "Handed over as RR123456785CN"),
        ("Postcode 50200, round 0012", "Postcode 50200, round 0012"),
        ("Call (081) 234-5678 or 081.234.5679", "Call … or …"),
        ("tel:66812345678, 66-81-234-5678", "tel:…, …"),
        ("โทร ๐๘๑๒๓๔๕๖๗๘", "โทร …"),
        ("Parcel 123456789012 of 3", "Parcel 123456789012 of 3"),
        ("Arrived 09.15 24.11.2026 12", "Arrived 09.15 24.11.2026 12"),
        ("Left at 99/12 Moo 4, Nimman Road, Chiang Mai 50200", "Left at …"),
        ("99/12 Nimman Rd, Chiang Mai 50200", "…"),
        ("House No. 99/12 Soi 5; ring twice", "…; ring twice"),
        ("ส่งที่ เลขที่ 99/12 หมู่ 4 เชียงใหม่", "ส่งที่ …"),
        ("Left the road 12 km on, Lane 4", "Left the road 12 km on, Lane 4"),
        ("", ""),
    ],
)
def test_a_carriers_text_loses_what_is_personal(text: str, cleaned: str) -> None:
    assert without_personal_data(text, CUSTOMER) == cleaned


def test_a_name_of_which_no_part_may_be_shown_is_left_out_whole() -> None:
    customer = a_customer(name="王小明")

    assert without_personal_data("Signed by 王小明", customer) == "Signed by …"


def test_a_name_is_text_and_no_pattern() -> None:
    customer = a_customer(name="Som (.*) [a-z]+")

    assert without_personal_data("Nothing of it is here", customer) == "Nothing of it is here"
