"""Orders as CSV: `/v1/orders.csv` and `/v1/imports`, and pasted tracking numbers."""

from __future__ import annotations

import base64
import csv
import io
import json
from datetime import timedelta
from typing import Any
from unittest.mock import Mock
from urllib.parse import parse_qs, urlsplit

import boto3
import pytest

from retrack.services.bring_in_order import BringInOrder
from retrack.services.file_ports import STUCK_AFTER
from retrack.services.import_orders import TRIES
from retrack.shops.csv.reading import CsvReader
from tests.architecture import template
from tests.functional.cloud import ACCOUNT, BUCKET, REGION, Cloud
from tests.functional.gateway import Answer, Gateway
from tests.functional.orders import done, take, take_and_ship


def table(answer: Answer) -> list[dict[str, str]]:
    assert answer.status == 200, answer.text
    text = base64.b64decode(answer.text).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def upload(cloud: Cloud, upload_url: str, content: bytes) -> None:
    """What the PUT does; moto's own host is not called here."""
    key = urlsplit(upload_url).path.lstrip("/")
    boto3.client("s3").put_object(Bucket=BUCKET, Key=key, Body=content)


def run_importer(cloud: Cloud) -> None:
    """Hands the importer what its queue holds, until it holds nothing."""
    while True:
        got = cloud.sqs.receive_message(QueueUrl=cloud.import_queue, MaxNumberOfMessages=1)
        if not got.get("Messages"):
            return
        (message,) = got["Messages"]
        record = {
            "messageId": message["MessageId"],
            "receiptHandle": message["ReceiptHandle"],
            "body": message["Body"],
            "attributes": {},
            "messageAttributes": {},
            "eventSource": "aws:sqs",
            "eventSourceARN": "arn:aws:sqs:eu-west-1:123456789012:import",
            "awsRegion": "eu-west-1",
        }
        cloud.sqs.delete_message(
            QueueUrl=cloud.import_queue, ReceiptHandle=message["ReceiptHandle"]
        )
        assert cloud.invoke("importer", {"Records": [record]}) == {"batchItemFailures": []}


def imported(cloud: Cloud, api: Gateway, content: bytes) -> dict[str, Any]:
    begun = api.post("/v1/imports", {"size": len(content)})
    assert begun.status == 201
    upload(cloud, begun.body["upload_url"], content)
    assert api.post(f"/v1/imports/{begun.body['id']}/start").status == 202
    run_importer(cloud)
    return dict(done(api.get(f"/v1/imports/{begun.body['id']}")))


def test_every_shipment_has_its_row_and_a_bare_order_has_one(api: Gateway, number: str) -> None:
    take_and_ship(api, number)
    take(api, "bare")

    rows = table(api.get("/v1/orders.csv"))

    assert {(row["order_id"], row["tracking_number"]) for row in rows} == {
        ("1001", number),
        ("bare", ""),
    }


def test_an_export_has_the_filters_of_the_list(api: Gateway) -> None:
    take(api, "old", processed_at="2026-01-01T00:00:00Z")
    take(api, "new")

    assert [r["order_id"] for r in table(api.get("/v1/orders.csv"))] == ["new"]
    found = table(api.get("/v1/orders.csv", query={"from": "2026-01-01", "to": "2026-01-01"}))
    assert [r["order_id"] for r in found] == ["old"]
    assert api.get("/v1/orders.csv", query={"status": "lost"}).status == 422


def test_an_export_is_a_file_for_browsers_with_a_mark_for_excel(api: Gateway) -> None:
    answer = api.get("/v1/orders.csv")

    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="orders-2026-11-23.csv"'
    assert base64.b64decode(answer.text).startswith(b"\xef\xbb\xbforder_id,")


def test_what_would_run_as_a_formula_is_defused(api: Gateway) -> None:
    take(api, customer={"name": '=HYPERLINK("http://evil.example")', "phone": "+66812345678"})

    (row,) = table(api.get("/v1/orders.csv"))

    assert row["customer_name"].startswith("'=")
    assert row["customer_phone"] == "'+66812345678"


def test_a_large_export_is_left_in_the_bucket(
    api: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    from retrack.services import export_orders

    monkeypatch.setattr(export_orders, "INLINE_BYTES", 10)
    take(api)

    answer = api.get("/v1/orders.csv")

    assert answer.status == 303
    link = urlsplit(answer.headers["location"])
    kept = boto3.client("s3").get_object(Bucket=BUCKET, Key=link.path.lstrip("/"))["Body"].read()
    assert b"1001" in kept
    assert parse_qs(link.query)["X-Amz-Expires"] == ["900"]


def test_an_upload_link_takes_just_the_size_that_was_announced(api: Gateway) -> None:
    begun = done(api.post("/v1/imports", {"size": 1234}), 201)

    query = parse_qs(urlsplit(begun["upload_url"]).query)
    assert "content-length" in query["X-Amz-SignedHeaders"][0]
    assert begun["state"] == "waiting"


def test_a_file_too_large_is_refused_at_once(api: Gateway) -> None:
    assert api.post("/v1/imports", {"size": 20_000_001}).status == 413
    assert api.post("/v1/imports", {"size": 20_000_000}).status == 201


@pytest.mark.parametrize("body", [None, {}, {"size": None}])
def test_what_an_upload_measures_need_not_be_known(
    cloud: Cloud, api: Gateway, body: object
) -> None:
    begun = done(api.post("/v1/imports", body), 201)

    upload(cloud, begun["upload_url"], b"order_name\n#1\n")
    assert done(api.post(f"/v1/imports/{begun['id']}/start"), 202)["state"] == "running"


@pytest.mark.parametrize("body", [{"size": 0}, {"size": "12"}])
def test_no_upload_is_begun_with_a_wrong_size(api: Gateway, body: object) -> None:
    answer = api.post("/v1/imports", body)

    assert (answer.status, answer.fields) == (422, ["size"])


def test_a_file_too_large_that_was_uploaded_all_the_same_is_refused(
    cloud: Cloud, api: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    from retrack.services import import_orders

    monkeypatch.setattr(import_orders, "MAX_BYTES", 10)
    begun = done(api.post("/v1/imports", {"size": 10}), 201)
    upload(cloud, begun["upload_url"], b"order_name\nmuch too long\n")
    api.post(f"/v1/imports/{begun['id']}/start")

    run_importer(cloud)

    ended = done(api.get(f"/v1/imports/{begun['id']}"))
    assert ended["state"] == "failed"
    assert "larger than" in ended["problem"]


def test_rows_become_orders_with_their_shipments(cloud: Cloud, api: Gateway) -> None:
    content = (
        b"order_id;order_name;processed_at;tracking_number;fulfilled_at;country_code\r\n"
        b"a1;1001;20.11.2026;RR123456785CN;22.11.2026;TH\r\n"
        b"a1;1001;20.11.2026;RR123456799CN;;TH\r\n"
        b"a2;1002;21/11/2569;;;DE\r\n"
    )

    ended = imported(cloud, api, content)

    assert (ended["state"], ended["total"], ended["done"], ended["failed"]) == ("done", 3, 3, 0)
    first = done(api.get("/v1/orders/a1"))
    assert [s["tracking_number"] for s in first["shipments"]] == ["RR123456785CN", "RR123456799CN"]
    assert first["processed_at"] == "2026-11-20T00:00:00Z"
    assert done(api.get("/v1/orders/a2"))["processed_at"] == "2026-11-21T00:00:00Z"


def test_a_file_imported_twice_changes_nothing(cloud: Cloud, api: Gateway) -> None:
    content = b"order_name,tracking_number\n#7,RR123456785CN\n#8,\n"
    imported(cloud, api, content)
    before = done(api.get("/v1/orders", query={"q": "7"}))

    assert imported(cloud, api, content)["done"] == 2

    assert done(api.get("/v1/orders", query={"q": "7"})) == before
    assert len(done(api.get("/v1/orders"))["items"]) == 2


def test_an_order_that_is_there_gets_the_shipment_by_its_name(cloud: Cloud, api: Gateway) -> None:
    take(api, "5489", name="#1001")

    imported(cloud, api, b"order_name,tracking_number\n1001,RR123456785CN\n")

    (order,) = done(api.get("/v1/orders"))["items"]
    assert (order["id"], len(order["shipments"])) == ("5489", 1)


def test_refused_rows_are_told_with_line_and_reason(cloud: Cloud, api: Gateway) -> None:
    content = b"order_name,tracking_number,customer_email\n#1,RR123456785CN,\n#2,??,\n#3,,nobody\n"

    ended = imported(cloud, api, content)

    assert (ended["done"], ended["failed"]) == (1, 2)
    assert [row["line"] for row in ended["refused"]] == [3, 4]
    assert ended["refused"][1]["reason"].startswith("customer_email:")
    key = urlsplit(ended["refused_url"]).path.lstrip("/")
    kept = boto3.client("s3").get_object(Bucket=BUCKET, Key=key)["Body"].read()
    rows = list(csv.reader(io.StringIO(kept.decode("utf-8-sig"))))
    assert rows[0] == ["line", "reason", "order_name", "tracking_number", "customer_email"]
    assert [row[0] for row in rows[1:]] == ["3", "4"]


def test_an_importer_out_of_time_goes_on_where_it_stopped(
    cloud: Cloud, api: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The context of these tests always has 10 seconds left: one checkpoint a run."""
    from retrack.services import import_orders

    monkeypatch.setattr(import_orders, "_ROWS_BETWEEN_CHECKPOINTS", 2)
    lines = "".join(f"#{n}\n" if n % 2 else f"#{n},??\n" for n in range(7))

    ended = imported(cloud, api, ("order_name,tracking_number\n" + lines).encode())

    assert (ended["state"], ended["done"], ended["failed"]) == ("done", 3, 4)
    assert [row["line"] for row in ended["refused"]] == [2, 4, 6, 8]


@pytest.mark.parametrize(
    ("content", "hint"),
    [
        (b"", "empty"),
        (b"PK\x03\x04....", "Excel workbook"),
        (b"\x1f\x8b....", "archive"),
        (b"a\0b\0c\0", "NUL"),
        (b"order_name\nx\0y\n", "NUL"),
        (b"colour,size\nred,1\n", "first line must name"),
        (b"order_name\n" + b"x" * 300_000 + b"\n", "longer than"),
        (b'order_name\n"never closed\n' + b"x\n" * 300_000, "never closed"),
        (b"\xef\xbb\xbforder_name\n\xff\xff\n", "no text"),
        (b"order_name\n", "nothing below"),
    ],
)
def test_what_is_no_table_fails_with_what_to_do(
    cloud: Cloud, api: Gateway, content: bytes, hint: str
) -> None:
    begun = done(api.post("/v1/imports", {"size": len(content) or 1}), 201)
    upload(cloud, begun["upload_url"], content)
    api.post(f"/v1/imports/{begun['id']}/start")

    run_importer(cloud)

    ended = done(api.get(f"/v1/imports/{begun['id']}"))
    assert ended["state"] == "failed"
    assert hint in ended["problem"]


def failing(cloud: Cloud, task: str, *, tries: int) -> None:
    """What the queue hands over for the first, second, ... time, while something is broken."""
    attributes = {"ApproximateReceiveCount": str(tries)}
    record = {"messageId": "m1", "receiptHandle": "r1", "body": task, "attributes": attributes,
              "messageAttributes": {}, "eventSource": "aws:sqs", "awsRegion": REGION,
              "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:ImportQueue"}  # fmt: skip
    answer = cloud.invoke("importer", {"Records": [record]})
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m1"}]}


def test_an_import_that_is_given_up_says_so_and_can_be_taken_up_again(
    cloud: Cloud, api: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = b"order_name\n#1\n#2\n"
    begun = done(api.post("/v1/imports", {"size": len(content)}), 201)
    path = f"/v1/imports/{begun['id']}"
    upload(cloud, begun["upload_url"], content)
    done(api.post(f"{path}/start"), 202)
    got = cloud.sqs.receive_message(QueueUrl=cloud.import_queue)["Messages"]
    with monkeypatch.context() as broken:
        broken.setattr(BringInOrder, "__call__", Mock(side_effect=RuntimeError))
        failing(cloud, got[0]["Body"], tries=TRIES - 1)
        assert done(api.get(path))["state"] == "running"

        failing(cloud, got[0]["Body"], tries=TRIES)

    ended = done(api.get(path))
    assert ended["state"] == "failed"
    assert "Start the import again" in ended["problem"]
    cloud.sqs.delete_message(QueueUrl=cloud.import_queue, ReceiptHandle=got[0]["ReceiptHandle"])
    assert done(api.post(f"{path}/start"), 202)["state"] == "running"
    run_importer(cloud)
    ended = done(api.get(path))
    assert (ended["state"], ended["done"]) == ("done", 2)
    assert "problem" not in ended


def test_an_import_that_another_finished_meanwhile_stays_done(
    cloud: Cloud, api: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    content, survey = b"order_name\n#1\n#2\n", CsvReader.survey

    def overtaken(reader: CsvReader, read: Any) -> Any:
        with monkeypatch.context() as other:
            other.setattr(CsvReader, "survey", survey)
            run_importer(cloud)
        return survey(reader, read)

    monkeypatch.setattr(CsvReader, "survey", overtaken)
    begun = done(api.post("/v1/imports", {"size": len(content)}), 201)
    path = f"/v1/imports/{begun['id']}"
    upload(cloud, begun["upload_url"], content)
    for _ in range(2):
        done(api.post(f"{path}/start"), 202)

    run_importer(cloud)

    ended = done(api.get(path))
    assert (ended["state"], ended["done"]) == ("done", 2)


def test_the_last_try_is_the_queues_last() -> None:
    queue = template.resources("AWS::SQS::Queue")["ImportQueue"]

    assert queue["RedrivePolicy"]["maxReceiveCount"] == TRIES
    assert TRIES * timedelta(seconds=queue["VisibilityTimeout"]) < STUCK_AFTER


def test_shopifys_export_brings_an_order_with_all_its_items(cloud: Cloud, api: Gateway) -> None:
    content = (
        b"Name,Email,Financial Status,Created at,Lineitem quantity,Lineitem name,Lineitem sku,"
        b"Shipping Name,Shipping City,Shipping Country,Shipping Phone,Payment Method,Id\n"
        b"#1001,s@example.com,paid,2026-11-20 10:00:00 +0700,2,Phone case,PC-1,"
        b"Somchai J.,Bangkok,TH,081 234 5678,manual,5489512341\n"
        b"#1001,s@example.com,,2026-11-20 10:00:00 +0700,1,Strap,,,,,,,\n"
    )

    ended = imported(cloud, api, content)

    assert (ended["state"], ended["done"]) == ("done", 2)
    order = done(api.get("/v1/orders/5489512341"))
    assert [item["title"] for item in order["items"]] == ["Phone case", "Strap"]
    assert order["customer"]["phone"] == "+66812345678"
    assert order["payment"] == {"financial_status": "paid", "marked_paid_manually": True}
    assert order["processed_at"] == "2026-11-20T03:00:00Z"


def test_shopifys_export_tells_which_orders_are_sent_or_cancelled(
    cloud: Cloud, api: Gateway
) -> None:
    """Their numbers it does not tell, and nobody is to be alarmed for that."""
    head = "Name,Created at,Lineitem name,Fulfillment Status,Fulfilled at,Cancelled at,Id\n"
    rows = (
        "#1,2026-09-01 10:00:00 +0700,Case,fulfilled,2026-09-02 10:00:00 +0700,,1\n"
        "#2,2026-09-01 10:00:00 +0700,Case,partial,,,2\n"
        "#3,2026-09-01 10:00:00 +0700,Case,unfulfilled,,,3\n"
        "#4,2026-09-01 10:00:00 +0700,Case,unfulfilled,,2026-09-05 10:00:00 +0700,4\n"
    )

    imported(cloud, api, (head + rows).encode())

    needing = done(api.get("/v1/orders", query={"attention": "true"}))["items"]
    assert {order["id"] for order in needing} == {"2", "3"}
    sent, partly, _, cancelled = (done(api.get(f"/v1/orders/{n}")) for n in range(1, 5))
    assert (sent["fulfillment_status"], sent["shipments"]) == ("fulfilled", [])
    assert sent["fulfilled_at"] == "2026-09-02T03:00:00Z"
    assert partly["fulfillment_status"] == "partial"
    assert cancelled["cancelled_at"] == "2026-09-05T03:00:00Z"


def test_how_orders_stand_survives_export_and_import(
    cloud: Cloud, api: Gateway, other_api: Gateway
) -> None:
    head = "order_id,order_name,processed_at,fulfilled_at,cancelled_at\n"
    rows = "1,#1,2026-11-01,2026-11-02,\n2,#2,2026-11-01,,2026-11-03\n"
    imported(cloud, api, (head + rows).encode())
    exported = base64.b64decode(api.get("/v1/orders.csv").text)

    imported(cloud, other_api, exported)

    orders = {order["id"]: order for order in done(other_api.get("/v1/orders"))["items"]}
    assert orders["1"]["fulfilled_at"] == "2026-11-02T00:00:00Z"
    assert orders["2"]["cancelled_at"] == "2026-11-03T00:00:00Z"


def test_starting_without_a_file_is_refused(api: Gateway) -> None:
    begun = done(api.post("/v1/imports", {"size": 10}), 201)

    assert api.post(f"/v1/imports/{begun['id']}/start").status == 409


def test_another_stores_import_is_not_there(api: Gateway, other_api: Gateway) -> None:
    begun = done(api.post("/v1/imports", {"size": 10}), 201)

    assert other_api.get(f"/v1/imports/{begun['id']}").status == 404
    assert other_api.post(f"/v1/imports/{begun['id']}/start").status == 404


def test_the_template_can_be_imported_as_it_is(cloud: Cloud, api: Gateway) -> None:
    template = base64.b64decode(api.get("/v1/imports/template.csv").text)

    ended = imported(cloud, api, template)

    assert (ended["state"], ended["failed"]) in {("done", 0), ("done", 1)}


PASTED = "#1001 RR123456785CN\n\nRR123456799CN\n#1001,RR123456785CN\nnonsense!\n#9\t123456789012\n"


def test_a_paste_is_only_shown_until_it_is_confirmed(api: Gateway) -> None:
    take(api, "5489", name="#1001")

    lines = done(api.post("/v1/tracking/paste", {"text": PASTED}))["lines"]

    assert [line["line"] for line in lines] == [1, 3, 4, 5, 6]
    assert lines[0]["order_id"] == "5489"
    assert (lines[1]["order_name"], lines[1]["carrier"]) == (None, "china-post")
    assert lines[2]["duplicate_of"] == "line 1"
    assert lines[3]["problem"]
    assert lines[4]["carrier"] is None
    assert len(lines[4]["carrier_candidates"]) > 1
    assert len(done(api.get("/v1/orders"))["items"]) == 1


def test_a_confirmed_paste_adds_shipments_and_makes_orders_once(api: Gateway) -> None:
    take(api, "5489", name="#1001")
    body = {"text": PASTED, "confirm": True, "carriers": {"6": "fedex"}}

    added = done(api.post("/v1/tracking/paste", body))["lines"]
    again = done(api.post("/v1/tracking/paste", body))["lines"]

    assert [line["added"] for line in added] == [True, True, False, False, True]
    assert not any(line["added"] for line in again)
    assert again[0]["duplicate_of"] == "#1001"
    orders = {order["name"]: order for order in done(api.get("/v1/orders"))["items"]}
    assert set(orders) == {"#1001", "RR123456799CN", "#9"}
    assert orders["#9"]["shipments"][0]["carrier"] == "fedex"


def test_carriers_chosen_for_no_line_of_the_paste_are_nothing(api: Gateway) -> None:
    carriers = {"9" * 5000: "fedex", "๑": "fedex", "-1": "fedex", "": "fedex"}

    [line] = done(api.post("/v1/tracking/paste", {"text": "123456789012", "carriers": carriers}))[
        "lines"
    ]

    assert line["carrier"] is None


def test_a_basic_store_can_use_all_of_it(cloud: Cloud, basic_api: Gateway) -> None:
    assert imported(cloud, basic_api, b"order_name\n#1\n")["done"] == 1
    assert len(table(basic_api.get("/v1/orders.csv"))) == 1
    assert basic_api.post("/v1/tracking/paste", {"text": "RR123456785CN"}).status == 200


def test_a_message_that_is_no_import_is_dropped(cloud: Cloud) -> None:
    for body in ("no JSON", json.dumps({"store": "s1"}), json.dumps({"store": "x", "import": "y"})):
        cloud.sqs.send_message(QueueUrl=cloud.import_queue, MessageBody=body)

    run_importer(cloud)
