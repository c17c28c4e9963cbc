"""What merchants are mailed, in every language: whole sentences, `%s` and `%d` filled in."""

from typing import NamedTuple

from retrack.domain.account import Trouble
from retrack.domain.attention import Reason

ORDER_OF_REASONS = (
    Reason.ALERT,
    Reason.UNDELIVERED,
    Reason.EXPIRED,
    Reason.NOT_FULFILLED,
    Reason.IN_TRANSIT_TOO_LONG,
)
"""What can be helped most comes first."""


class Warned(NamedTuple):
    """The words of a warning: what is so, what that means, and what to do."""

    title: str
    body: str
    steps: tuple[str, ...]


class Phrases(NamedTuple):
    """All words of one language; of pairs the first is for one order alone."""

    digest_title: tuple[str, str]
    digest_body: str
    reasons: dict[Reason, str]
    more: tuple[str, str]
    digest_button: str
    digest_why: str
    warnings: dict[Trouble, Warned]
    over: Warned
    steps_title: str
    warning_button: str
    warning_why: str
    over_why: str
    stop: str


PHRASES = {
    "en": Phrases(
        digest_title=("One order newly needs attention", "%d orders newly need attention"),
        digest_body="This has come up at %s since the last digest.",
        reasons={
            Reason.ALERT: "The carrier reports an exception",
            Reason.UNDELIVERED: "Delivery failed",
            Reason.EXPIRED: "The tracking code expired",
            Reason.NOT_FULFILLED: "7 days or more, and not shipped",
            Reason.IN_TRANSIT_TOO_LONG: "More than 45 days, and not delivered",
        },
        more=("and one more", "and %d more"),
        digest_button="Open “Needs attention”",
        digest_why="You get this once a day when there is something new.",
        warnings={
            Trouble.REFUSED: Warned(
                "Your tracking account is refused",
                "%s does not accept the account of %s any more. Until it does, no parcel is looked"
                " up, and customers are told nothing new.",
                (
                    (
                        "Check in your account there whether it is active, and whether it restricts"
                        " from where its key may be used."
                    ),
                    "If the key was changed, enter the new one in the settings.",
                    (
                        "“Test connection” in the settings shows whether it works. Tracking then"
                        " goes on by itself, and nothing is lost."
                    ),
                ),
            ),
            Trouble.NO_QUOTA: Warned(
                "Your tracking account has no quota left",
                "%s takes no new parcels for %s. Parcels that it follows already go on; new ones"
                " stay Pending.",
                (
                    "Top the account up, or wait until its quota is renewed.",
                    "The parcels that were not taken are tried again by themselves.",
                ),
            ),
            Trouble.LOW_QUOTA: Warned(
                "Your tracking account runs low",
                "Less than a tenth of the quota at %s is left for %s. Once it is used up, no new"
                " parcel is followed.",
                ("Top the account up before that.",),
            ),
        },
        over=Warned(
            "Your tracking account works again",
            "What we warned you of is over: %s works for %s as usual.",
            ("There is nothing to do. Parcels that were left out meanwhile are caught up with.",),
        ),
        steps_title="What to do",
        warning_button="Open the settings",
        warning_why="You get this once when the tracking account is in trouble.",
        over_why="You get this once when the trouble that you were warned of is over.",
        stop="Send me no more of these",
    ),
    "th": Phrases(
        digest_title=(
            "มีคำสั่งซื้อ 1 รายการที่ต้องดูแลเพิ่มขึ้น",
            "มีคำสั่งซื้อ %d รายการที่ต้องดูแลเพิ่มขึ้น",
        ),
        digest_body="เรื่องใหม่ของ %s นับจากสรุปครั้งก่อน",
        reasons={
            Reason.ALERT: "ผู้ขนส่งแจ้งเหตุผิดปกติ",
            Reason.UNDELIVERED: "นำส่งไม่สำเร็จ",
            Reason.EXPIRED: "หมายเลขติดตามหมดอายุ",
            Reason.NOT_FULFILLED: "เกิน 7 วันแล้วยังไม่ได้จัดส่ง",
            Reason.IN_TRANSIT_TOO_LONG: "เกิน 45 วันแล้วยังไม่ถึงลูกค้า",
        },
        more=("และอีก 1 รายการ", "และอีก %d รายการ"),
        digest_button="เปิดรายการที่ต้องดูแล",
        digest_why="คุณได้รับอีเมลนี้วันละครั้งเมื่อมีเรื่องใหม่",
        warnings={
            Trouble.REFUSED: Warned(
                "บัญชีติดตามพัสดุถูกปฏิเสธ",
                "%s ไม่รับบัญชีของ %s แล้ว ระหว่างนี้จะไม่มีการตรวจสอบพัสดุ และลูกค้าจะไม่ได้รับข่าวใหม่",
                (
                    "ตรวจสอบในบัญชีของคุณที่นั่นว่ายังใช้งานได้ และจำกัดที่อยู่ IP ที่ใช้คีย์ได้หรือไม่",
                    "หากเปลี่ยนคีย์แล้ว ให้ใส่คีย์ใหม่ในหน้าการตั้งค่า",
                    (
                        "ปุ่ม “ทดสอบการเชื่อมต่อ” ในการตั้งค่าจะบอกว่าใช้งานได้หรือไม่"
                        " จากนั้นการติดตามจะทำงานต่อเองโดยไม่มีข้อมูลสูญหาย"
                    ),
                ),
            ),
            Trouble.NO_QUOTA: Warned(
                "โควตาของบัญชีติดตามพัสดุหมดแล้ว",
                "%s ไม่รับพัสดุใหม่ของ %s พัสดุที่ติดตามอยู่แล้วยังติดตามต่อ ส่วนพัสดุใหม่จะค้างที่สถานะรอดำเนินการ",
                (
                    "เติมโควตาในบัญชี หรือรอจนโควตารอบใหม่",
                    "พัสดุที่ยังไม่ถูกรับจะถูกส่งใหม่ให้เองโดยอัตโนมัติ",
                ),
            ),
            Trouble.LOW_QUOTA: Warned(
                "โควตาของบัญชีติดตามพัสดุใกล้หมด",
                "โควตาที่ %s ของ %s เหลือไม่ถึงหนึ่งในสิบ เมื่อหมดแล้วจะติดตามพัสดุใหม่ไม่ได้",
                ("เติมโควตาก่อนจะหมด",),
            ),
        },
        over=Warned(
            "บัญชีติดตามพัสดุกลับมาใช้งานได้แล้ว",
            "ปัญหาที่แจ้งไว้สิ้นสุดแล้ว %s ใช้งานกับ %s ได้ตามปกติ",
            ("คุณไม่ต้องทำอะไร พัสดุที่ค้างอยู่ในระหว่างนั้นจะถูกตรวจสอบให้เอง",),
        ),
        steps_title="สิ่งที่ควรทำ",
        warning_button="เปิดการตั้งค่า",
        warning_why="คุณได้รับอีเมลนี้หนึ่งครั้งเมื่อบัญชีติดตามพัสดุมีปัญหา",
        over_why="คุณได้รับอีเมลนี้หนึ่งครั้งเมื่อปัญหาที่แจ้งเตือนไว้สิ้นสุดแล้ว",
        stop="ไม่ต้องการรับอีเมลแบบนี้อีก",
    ),
}
