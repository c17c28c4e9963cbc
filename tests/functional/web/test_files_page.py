"""Downloads of the lists, the Import page, and the page where tracking codes are pasted."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest

from retrack.domain.errors import StaleVersion
from retrack.domain.identifiers import StoreId
from retrack.services import import_orders
from retrack.services.bring_in_order import BringInOrder
from retrack.services.export_orders import ExportOrders
from retrack.services.file_ports import STUCK_AFTER, Import
from retrack.services.import_orders import BeginImport, RunImport, ShowImport, StartImport
from retrack.services.list_orders import ListOrders
from retrack.services.paste_numbers import PasteNumbers
from retrack.services.ship import Ship
from retrack.services.take_order import TakeOrder
from retrack.shops.csv.reading import CsvReader
from retrack.shops.csv.writing import refused, sheet, template
from retrack.web.files_page import FileUseCases, add_files
from retrack.web.paste_page import add_paste
from tests.fakes.files import ORIGIN, FakeImportQueue, MemoryFiles, MemoryImports, MemoryNames
from tests.fakes.storage import MemoryOrderIndex
from tests.functional.web.more_pages import MorePages
from tests.functional.web.visitor import Answer, Visitor
from tests.functional.web.world import BOSS, NUMBER, World


@dataclass
class Files:
    """What only these pages use."""

    world: World
    kept: MemoryFiles = field(default_factory=MemoryFiles)
    imports: MemoryImports = field(default_factory=MemoryImports)
    queue: FakeImportQueue = field(default_factory=FakeImportQueue)

    def __post_init__(self) -> None:
        world, clock = self.world, self.world.clock
        index, names = MemoryOrderIndex(world.orders), MemoryNames(world.orders)
        ship = Ship(world.orders, clock, world.randomness)
        bring_in = BringInOrder(world.orders, names, TakeOrder(world.orders, clock), ship, clock)
        self.run = RunImport(
            self.imports, self.kept, CsvReader(), refused, bring_in, world.stores, self.queue, clock
        )
        use = FileUseCases(
            export_orders=lambda: ExportOrders(
                ListOrders(index, clock), sheet, self.kept, world.randomness
            ),
            begin_import=lambda: BeginImport(self.imports, self.kept, clock, world.randomness),
            start_import=lambda: StartImport(self.imports, self.kept, self.queue, clock),
            show_import=lambda: ShowImport(self.imports, self.kept, clock),
            template=template,
        )
        add_files(world.site, use)
        add_paste(
            world.site, paste_numbers=lambda: PasteNumbers(world.orders, index, names, bring_in)
        )

    def work(self) -> None:
        """Does what the queue holds."""
        while self.queue.sent:
            self.run(*self.queue.sent.pop(), seconds_left=lambda: 100)


@pytest.fixture
def files(world: World) -> Files:
    return Files(world)


def rows(answer: Answer) -> list[dict[str, str]]:
    assert answer.status == 200
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def sent_with_file(visitor: Visitor, content: str) -> Answer:
    """The form as a browser without scripts sends it."""
    edge = "an-edge"
    fields = (("csrf", visitor.token(), ""), ("file", content, '; filename="o.csv"'))
    body = "".join(
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"{more}\r\n\r\n{value}\r\n'
        for name, value, more in fields
    )
    headers = {
        "sec-fetch-site": "same-origin",
        "content-type": f"multipart/form-data; boundary={edge}",
    }
    return visitor.send("POST", "/import", f"{body}--{edge}--\r\n", headers=headers)


def test_the_orders_page_downloads_what_was_searched_for(
    world: World, files: Files, mali: Visitor
) -> None:
    world.a_shipped_order()

    assert [row["tracking_number"] for row in rows(mali.get("/orders.csv"))] == [NUMBER]
    assert rows(mali.get("/orders.csv?q=nothing")) == []
    button = mali.get("/orders").page.one("button", formaction="/orders.csv")
    assert button.text == "Download as CSV"


def test_the_tracking_page_downloads_its_filter(world: World, files: Files, mali: Visitor) -> None:
    MorePages(world)
    world.a_shipped_order()
    page = mali.get("/tracking?status=delivered&period=7d").page

    (link,) = [a.attributes["href"] for a in page.all("a") if "tracking.csv" in str(a.attributes)]

    assert link == "/tracking.csv?period=7d&status=delivered"
    assert rows(mali.get(link)) == []
    assert len(rows(mali.get("/tracking.csv?status=pending&period=all"))) == 1


def test_only_the_import_page_may_send_something_elsewhere(files: Files, mali: Visitor) -> None:
    policy = "content-security-policy"

    assert f"connect-src 'self' {ORIGIN};" in mali.get("/import").headers[policy]
    assert ORIGIN not in mali.get("/orders").headers[policy]


def test_a_script_gets_an_address_for_just_that_size(files: Files, mali: Visitor) -> None:
    begun = json.loads(mali.submit("/import/begin", {"size": "12"}).text)

    assert "size=12" in begun["upload_url"]
    assert mali.submit("/import/begin", {"size": "999999999"}).status == 413
    assert mali.submit("/import/begin", {"size": "many"}).status == 400


def test_without_a_script_the_form_brings_the_file(
    world: World, files: Files, mali: Visitor
) -> None:
    answer = sent_with_file(mali, f"order_name,tracking_number\r\nสมชาย,{NUMBER}\r\nb,?\r\n")

    assert "being read" in mali.follow(answer).text
    files.work()
    page = mali.follow(answer).page
    assert "The file is imported." in page.text
    assert "2 of 2 rows" in page.text
    assert "1 row was refused" in page.text
    assert not [name for name in files.kept.kept if name.endswith("upload.csv")]
    assert {order.name for order in world.orders.saved.values()} == {"สมชาย", "b"} - {"b"}


def test_a_form_without_a_file_says_so(files: Files, mali: Visitor) -> None:
    answer = sent_with_file(mali, "")

    assert answer.status == 422
    assert "Choose a CSV file first." in answer.page.text


def test_a_file_from_another_site_never_arrives(files: Files, mali: Visitor) -> None:
    assert mali.submit("/import", {"file": "x"}, origin="cross-site").status == 403
    assert not files.kept.kept


def test_a_running_import_is_asked_after_and_one_that_is_over_is_not(
    files: Files, mali: Visitor
) -> None:
    address = sent_with_file(mali, "no,table\r\n1,2\r\n").location

    assert "every 1s" in mali.part(address).text
    files.work()
    over = mali.part(address)
    assert "every 1s" not in over.text
    assert "The file was not imported." in over.page.text
    assert "order_name" in over.page.text


def test_another_stores_import_is_not_there(files: Files, mali: Visitor, basil: Visitor) -> None:
    address = sent_with_file(mali, "order_name\r\n1\r\n").location

    assert basil.get(address).status == 404


def test_pasted_codes_are_shown_asked_about_and_then_added(
    world: World, files: Files, mali: Visitor
) -> None:
    world.an_order()
    text = "#1001 RR123456785CN\n123456789012\n123456789012\n!!\n"

    shown = mali.submit("/paste", {"text": text}).page

    assert "2 tracking codes can be added." in shown.text
    assert shown.one("select").attributes["name"] == "carrier-2"
    assert len(world.orders.saved) == 1
    done = mali.submit("/paste", {"text": text, "confirm": "1", "carrier-2": "fedex"}).page
    assert "2 tracking codes were added." in done.text
    saved = {order.name: order.shipments[0] for order in world.orders.saved.values()}
    assert {name: s.carrier for name, s in saved.items()} == {
        "#1001": "china-post",
        "123456789012": "fedex",
    }
    again = mali.submit("/paste", {"text": text, "confirm": "1"}).page
    assert "0 tracking codes were added." in again.text


def test_too_many_pasted_lines_are_refused_and_kept(files: Files, mali: Visitor) -> None:
    answer = mali.submit("/paste", {"text": "RR123456785CN\n" * 201})

    assert answer.status == 422
    assert "at most 200 lines" in answer.page.text
    assert answer.page.one("textarea").text.startswith("RR123456785CN")


def test_a_basic_store_has_these_pages_too(files: Files, basil: Visitor) -> None:
    for path in ("/import", "/paste", "/orders.csv", "/import/template.csv"):
        assert basil.get(path).status == 200, path


def test_an_import_of_a_store_reads_days_in_its_time_zone(
    world: World, files: Files, mali: Visitor
) -> None:
    sent_with_file(mali, "order_name;processed_at\r\n1;31.10.2026\r\n")

    files.work()

    (order,) = [o for o in world.orders.saved.values() if o.store_id == BOSS]
    assert order.processed_at.isoformat() == "2026-10-30T17:00:00+00:00"


def test_a_file_that_is_replaced_in_the_middle_fails_what_is_left_of_it(
    files: Files, mali: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_orders, "_ROWS_BETWEEN_CHECKPOINTS", 1)
    address = sent_with_file(mali, "order_name\r\n1\r\n2\r\n").location
    left = iter([1])
    (task,) = files.queue.sent
    files.run(*task, seconds_left=lambda: next(left))
    (name,) = files.kept.kept

    files.kept.kept[name] = b"order_name\r\n1\r\n\xff\xff"
    files.work()

    page = mali.get(address).page
    assert "1 of 2 rows" in page.text
    assert "no text in this encoding" in page.text


def test_a_file_that_is_gone_fails_its_import(files: Files, mali: Visitor) -> None:
    address = sent_with_file(mali, "order_name\r\n1\r\n").location
    files.kept.kept.clear()

    files.work()

    assert "The file was not imported." in mali.get(address).page.text


def test_an_import_that_was_given_up_is_started_again_from_its_page(
    files: Files, mali: Visitor
) -> None:
    page = sent_with_file(mali, "order_name\n#1\n").location
    begun = files.queue.sent.pop()
    files.run.give_up(*begun)
    assert "fault on our side" in mali.get(page).text

    assert mali.submit(f"{page}/start").status == 303
    files.work()

    shown = mali.get(page).text
    assert "The file is imported." in shown
    assert "Start the import again" not in shown


def test_an_import_that_was_killed_in_its_last_try_ends_and_goes_on_when_it_is_started(
    world: World, files: Files, mali: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_orders, "_ROWS_BETWEEN_CHECKPOINTS", 1)
    address = sent_with_file(mali, "order_name\r\n1\r\n2\r\n").location
    left = iter([1])
    world.clock.advance(STUCK_AFTER)
    files.run(*files.queue.sent.pop(), seconds_left=lambda: next(left))
    files.queue.sent.clear()

    world.clock.advance(STUCK_AFTER)
    assert "every 1s" in mali.part(address).text
    world.clock.advance(timedelta(seconds=1))
    stuck = mali.part(address)
    assert "fault on our side" in stuck.text
    assert "every 1s" not in stuck.text

    assert mali.submit(f"{address}/start").status == 303
    assert "being read" in mali.get(address).text
    files.work()
    assert "2 of 2 rows" in mali.get(address).page.text
    assert "The file is imported." in mali.get(address).page.text


def test_an_import_that_two_start_at_the_same_moment_is_started(
    files: Files, mali: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = sent_with_file(mali, "order_name\r\n1\r\n").location
    files.run.give_up(*files.queue.sent.pop())

    def overtaken(store_id: StoreId, import_id: str) -> Import:
        monkeypatch.undo()
        found = files.imports.load(store_id, import_id)
        files.imports.save(replace(found, state="running"))
        return found

    monkeypatch.setattr(files.imports, "load", overtaken)

    assert mali.submit(f"{address}/start").status == 303
    assert "being read" in mali.get(address).text


def test_an_importer_that_lost_the_race_stops(files: Files, mali: Visitor) -> None:
    sent_with_file(mali, "order_name\r\n1\r\n")
    (task,) = files.queue.sent
    running = files.imports.load(*task)

    files.work()

    with pytest.raises(StaleVersion):
        files.imports.save(running)
    assert files.run(*task, seconds_left=lambda: 100).state == "done"
