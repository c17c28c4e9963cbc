"""The templates that a store starts with: for every trigger, channel and language.

Each is whole and self-contained, so that a merchant can take it as it is and change it.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

from retrack.domain.settings import Channel, Trigger
from retrack.domain.templates import Template, TemplateName

_FOLDER = Path(__file__).parent / "templates"
_LINK = "{{ tracking_link }}"  # R29: the tracking site of the store's choice, or its own page


class _Words(NamedTuple):
    """What a message says: the note is small print at its end."""

    subject: str
    title: str
    body: str
    note: str
    sms: str


_FRAME = {
    "en": {
        "greeting": "Hello{% if customer.first_name %} {{ customer.first_name }}{% endif %},",
        "number": "Tracking number",
        "carrier": "Carrier",
        "estimate": "Estimated delivery",
        "button": "Track your parcel",
        "items": "In this order",
        "why": "You get this email because you ordered from {{ shop.name }}.",
        "stop": "Stop these emails",
    },
    "th": {
        "greeting": "สวัสดี{% if customer.first_name %}คุณ {{ customer.first_name }}{% endif %}",
        "number": "หมายเลขติดตามพัสดุ",
        "carrier": "ผู้ขนส่ง",
        "estimate": "คาดว่าจะถึง",
        "button": "ติดตามพัสดุ",
        "items": "รายการสินค้า",
        "why": "คุณได้รับอีเมลนี้เพราะสั่งซื้อสินค้าจาก {{ shop.name }}",
        "stop": "หยุดรับอีเมลเหล่านี้",
    },
}

_ANSWER_EN = "Questions? Just answer this email."
_ANSWER_TH = "หากมีข้อสงสัย ตอบกลับอีเมลนี้ได้เลย"

_WORDS = {
    "en": {
        Trigger.SHIPPED: _Words(
            "Your order {{ name }} is on its way",
            "Your order {{ name }} is on its way",
            "{{ shop.name }} has shipped your order {{ name }}.",
            "It can take 5 to 7 days before the first scan shows.",
            "order {{ name }} is on its way.",
        ),
        Trigger.IN_TRANSIT: _Words(
            "The carrier has your order {{ name }}",
            "The carrier has your parcel",
            "Your order {{ name }} was scanned for the first time and is moving.",
            _ANSWER_EN,
            "the carrier has order {{ name }}.",
        ),
        Trigger.ARRIVED: _Words(
            "Your order {{ name }} has arrived in your country",
            "Your parcel has arrived in your country",
            "Your order {{ name }} has reached your country and goes on to you from there.",
            _ANSWER_EN,
            "order {{ name }} has arrived in your country.",
        ),
        Trigger.PICK_UP: _Words(
            "Your order {{ name }} is almost there",
            "Your parcel is out for delivery or ready to pick up",
            "Your order {{ name }} is with the local carrier: it is brought to you, or waits to be "
            "picked up. The tracking page says which.",
            _ANSWER_EN,
            "order {{ name }} is out for delivery or ready to pick up.",
        ),
        Trigger.DELIVERED: _Words(
            "Your order {{ name }} was delivered",
            "Your parcel was delivered",
            "The carrier has delivered the parcel of your order {{ name }}. Enjoy it!",
            "Not there? Look with neighbours and at the door, then answer this email.",
            "order {{ name }} was delivered.",
        ),
        Trigger.UNDELIVERED: _Words(
            "Your order {{ name }} could not be delivered",
            "The delivery did not work out",
            "The carrier tried to deliver your order {{ name }} and could not. The tracking page "
            "shows what to do next.",
            "Was the address or the phone number wrong? Answer this email, and we will help.",
            "order {{ name }} could not be delivered.",
        ),
        Trigger.ALERT: _Words(
            "Something holds up your order {{ name }}",
            "Something holds up your parcel",
            "The carrier reports a problem with your order {{ name }}. We keep an eye on it.",
            _ANSWER_EN,
            "the carrier reports a problem with order {{ name }}.",
        ),
        Trigger.DELAYED: _Words(
            "Your order {{ name }} takes longer than expected",
            "Your parcel takes longer than expected",
            "Your order {{ name }} is on its way, and later than the carrier had estimated. "
            "We are sorry for the wait.",
            _ANSWER_EN,
            "order {{ name }} takes longer than expected.",
        ),
        Trigger.ALL_DELIVERED: _Words(
            "All of your order {{ name }} was delivered",
            "Everything has arrived",
            "All parcels of your order {{ name }} were delivered. Enjoy it!",
            "Is something missing? Answer this email.",
            "all of order {{ name }} was delivered.",
        ),
    },
    "th": {
        Trigger.SHIPPED: _Words(
            "คำสั่งซื้อ {{ name }} ของคุณถูกจัดส่งแล้ว",
            "คำสั่งซื้อ {{ name }} กำลังเดินทางไปหาคุณ",
            "{{ shop.name }} ได้จัดส่งคำสั่งซื้อ {{ name }} ของคุณแล้ว",
            "อาจใช้เวลา 5 ถึง 7 วันก่อนที่สถานะแรกจะปรากฏ",
            "จัดส่ง {{ name }} แล้ว",
        ),
        Trigger.IN_TRANSIT: _Words(
            "ผู้ขนส่งรับคำสั่งซื้อ {{ name }} แล้ว",
            "ผู้ขนส่งรับพัสดุของคุณแล้ว",
            "พัสดุของคำสั่งซื้อ {{ name }} ถูกสแกนครั้งแรกและกำลังเดินทาง",
            _ANSWER_TH,
            "ขนส่งรับ {{ name }} แล้ว",
        ),
        Trigger.ARRIVED: _Words(
            "คำสั่งซื้อ {{ name }} มาถึงประเทศของคุณแล้ว",
            "พัสดุมาถึงประเทศของคุณแล้ว",
            "พัสดุของคำสั่งซื้อ {{ name }} มาถึงประเทศปลายทางแล้ว และกำลังเดินทางต่อไปหาคุณ",
            _ANSWER_TH,
            "{{ name }} ถึงประเทศปลายทางแล้ว",
        ),
        Trigger.PICK_UP: _Words(
            "คำสั่งซื้อ {{ name }} ใกล้ถึงแล้ว",
            "พัสดุกำลังนำจ่ายหรือพร้อมให้ไปรับ",
            "พัสดุของคำสั่งซื้อ {{ name }} อยู่กับผู้ขนส่งในพื้นที่ กำลังนำจ่ายหรือรอให้ไปรับ ดูรายละเอียดได้ที่หน้าติดตามพัสดุ",
            _ANSWER_TH,
            "{{ name }} กำลังนำจ่าย/รอรับ",
        ),
        Trigger.DELIVERED: _Words(
            "คำสั่งซื้อ {{ name }} จัดส่งสำเร็จแล้ว",
            "พัสดุของคุณส่งถึงแล้ว",
            "ผู้ขนส่งได้นำส่งพัสดุของคำสั่งซื้อ {{ name }} เรียบร้อยแล้ว ขอให้มีความสุขกับสินค้า",
            "ยังไม่ได้รับ? ลองถามคนในบ้านหรือเพื่อนบ้าน แล้วตอบกลับอีเมลนี้",
            "{{ name }} ส่งถึงแล้ว",
        ),
        Trigger.UNDELIVERED: _Words(
            "นำส่งคำสั่งซื้อ {{ name }} ไม่สำเร็จ",
            "นำส่งพัสดุไม่สำเร็จ",
            "ผู้ขนส่งพยายามนำส่งคำสั่งซื้อ {{ name }} แต่ไม่สำเร็จ ดูสิ่งที่ต้องทำต่อได้ที่หน้าติดตามพัสดุ",
            "ที่อยู่หรือเบอร์โทรไม่ถูกต้อง? ตอบกลับอีเมลนี้ เรายินดีช่วย",
            "นำส่ง {{ name }} ไม่สำเร็จ",
        ),
        Trigger.ALERT: _Words(
            "คำสั่งซื้อ {{ name }} มีปัญหาระหว่างทาง",
            "พัสดุของคุณมีปัญหาระหว่างทาง",
            "ผู้ขนส่งแจ้งปัญหาเกี่ยวกับคำสั่งซื้อ {{ name }} เรากำลังติดตามให้",
            _ANSWER_TH,
            "{{ name }} มีปัญหาระหว่างทาง",
        ),
        Trigger.DELAYED: _Words(
            "คำสั่งซื้อ {{ name }} ล่าช้ากว่ากำหนด",
            "พัสดุของคุณล่าช้ากว่าที่คาดไว้",
            "คำสั่งซื้อ {{ name }} กำลังเดินทาง แต่ช้ากว่าที่ผู้ขนส่งประมาณไว้ ขออภัยที่ทำให้ต้องรอ",
            _ANSWER_TH,
            "{{ name }} ล่าช้ากว่ากำหนด",
        ),
        Trigger.ALL_DELIVERED: _Words(
            "คำสั่งซื้อ {{ name }} ส่งครบทุกชิ้นแล้ว",
            "พัสดุส่งถึงครบแล้ว",
            "พัสดุทุกชิ้นของคำสั่งซื้อ {{ name }} ส่งถึงเรียบร้อยแล้ว ขอให้มีความสุขกับสินค้า",
            "มีอะไรขาดไป? ตอบกลับอีเมลนี้",
            "{{ name }} ส่งครบแล้ว",
        ),
    },
}


@cache
def default_template(name: TemplateName) -> Template:
    """The template that is used where the store has none of its own."""
    words = _WORDS[name.language][name.trigger]
    if name.channel is Channel.SMS:
        return Template(text=f"{{{{ shop.name }}}}: {words.sms} {_LINK}")
    parts = _FRAME[name.language] | words._asdict() | {"link": _LINK, "language": name.language}
    return Template(
        subject=words.subject,
        html=_filled("html", parts),
        text=_filled("text", parts),
    )


def _filled(kind: str, parts: dict[str, str]) -> str:
    source = (_FOLDER / f"layout.{kind}.liquid").read_text(encoding="utf-8")
    for part, words in parts.items():
        source = source.replace(f"[[{part}]]", words)
    return source
