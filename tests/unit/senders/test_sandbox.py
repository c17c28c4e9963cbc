"""Hostile templates reach nothing and run away with nothing; pasted ones work."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

import pytest

from retrack.domain.settings import Channel, Link, NotificationSettings, Trigger
from retrack.domain.templates import TemplateName, all_names
from retrack.senders.default_templates import default_template
from retrack.senders.sandbox import MAX_OUTPUT, render
from retrack.senders.variables import VARIABLES, values_of
from retrack.services.ports import TemplateBroken
from retrack.services.sample_order import sample_order
from tests.builders import NOON, a_store

BIG = "x" * 50_000


@pytest.mark.parametrize(
    "source",
    [
        "{% for i in (1..200) %}{% for j in (1..200) %}x{% endfor %}{% endfor %}",
        "{% for i in (1..99999999) %}x{% endfor %}",
        "{{ (1..99999999) | join: 'x' }}",
        "{{ (1..99999999) | size }}",
        "{% tablerow i in (1..99999999) %}x{% endtablerow %}",
        (
            f"{{% assign a = '{BIG}' %}}"
            "{% for i in (1..99) %}{% assign a = a | append: a %}{% endfor %}"
        ),
        f"{{{{ '{BIG}' | replace: 'x', '{BIG}' }}}}",
        f"{{{{ 'x{BIG}' | replace: '', '{BIG}' }}}}",
        f"{{{{ '{BIG}' | split: '' | join: '{BIG}' }}}}",
        "{% assign n = 99999999 %}{% for i in (1..99) %}{% assign n = n | times: n %}{% endfor %}",
        "{% for i in (1..9999) %}" + "x" * 2000 + "{% endfor %}",
        "{% capture a %}"
        + "x" * 90_000
        + "{% endcapture %}{% for i in (1..9) %}{{ a }}{% endfor %}",
        "{% include 'shipped.en.html' %}",
        "{% render 'shipped.en.html' %}",
        "{% if true %}" * 200 + "{% endif %}" * 200,
        "{{ name | divided_by: 0 }}",
        "{{ 1 | divided_by: 0 }}",
        "{% if %}",
        "{{ name",
        "{{" + " " * 90_000,
        "{{ name }" * 9000,
        "{% raw %}" * 9000,
        "{% doc %}" * 9000,
        "{% liquid " + "\n" * 90_000 + "%}",
        "{{ name | compact: 1 }}",
        "{{ shop | compact: 'nobody' }}",
    ],
    ids=lambda source: source[:40],
)
def test_a_template_that_wants_too_much_is_refused(source: str) -> None:
    with pytest.raises(TemplateBroken):
        render(source, {"name": "x", "shop": {"name": "y"}}, html=True)


@pytest.mark.parametrize("part", ["{% if 1 == 2 %}{% endif %}", "{% assign a = i %}"])
def test_loops_stop_after_their_time_whatever_is_in_them(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = itertools.count()
    monkeypatch.setattr(time, "perf_counter", lambda: next(ticks) / 1000)  # each look: 1 ms

    with pytest.raises(TemplateBroken) as refused:
        render("Hello\n{% for i in (1..9999) %}" + part * 3000 + "{% endfor %}", {})

    assert (refused.value.line, refused.value.reason) == (2, "it takes too long")


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("a\nb {{ name", 2),
        ("a\n\n{% raw %}", 3),
        ("a\n{%" + " " * 200 + "if x %}", 2),
        ("a\n{{ 1 | divided_by: 0 }}", 2),
        ("a\n{{ name | compact: 1 }}", 2),
    ],
)
def test_a_refusal_names_its_line(source: str, line: int) -> None:
    with pytest.raises(TemplateBroken) as refused:
        render(source, {"name": "x"})

    assert refused.value.line == line


def test_no_filter_lets_a_value_be_html() -> None:
    assert render("{{ name | safe }}", {"name": "<b>"}, html=True) == "&lt;b&gt;"


def test_ten_megabytes_are_never_written() -> None:
    try:
        told = render("{% for i in (1..9000) %}{{ name }}{% endfor %}", {"name": "x" * 1200})
    except TemplateBroken:
        told = ""

    assert len(told) <= MAX_OUTPUT


@pytest.mark.parametrize(
    "source",
    [
        "{{ name.__class__ }}",
        "{{ name.__class__.__mro__ }}",
        "{{ shop.__init__ }}",
        "{{ nobody.x.y }}",
    ],
)
def test_nothing_of_pythons_is_in_reach(source: str) -> None:
    assert render(source, {"name": "x", "shop": {"name": "y"}}) == ""


@pytest.mark.parametrize("name", tuple(all_names()), ids=str)
def test_script_in_every_variable_comes_out_as_text(name: TemplateName) -> None:
    values = values_of(
        a_store(),
        sample_order(a_store(), name, now=NOON),
        sample_order(a_store(), name, now=NOON).shipments[0],
        "https://x.example",
    )
    evil = '"><script>alert(1)</script>'

    def spoilt(value: object) -> object:
        if isinstance(value, dict):
            return {key: spoilt(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [spoilt(inner) for inner in value]
        return evil if isinstance(value, str) else value

    told = render(default_template(name).html, {k: spoilt(v) for k, v in values.items()}, html=True)

    assert "<script" not in told
    assert '">&lt;' not in told.replace('"&gt;', "")


def test_a_template_pasted_from_shopify_works() -> None:
    source = """{% assign other_tracking_url = "https://example.com/?n=" %}
    {% if fulfillment.item_count == item_count %}All{% else %}Some{% endif %} of {{ order_name }}
    {% if requires_shipping and fulfillment.tracking_company != 'Other' %}
    {{ billing_address.name }} {{ shipping_address.zip }}
    {% for line in fulfillment.fulfillment_line_items %}
    <img src="{{ line | img_url: 'small' }}">{{ line.line_item.title }} x {{ line.quantity }}
    {% endfor %}{% for number in fulfillment.tracking_numbers %}{{ other_tracking_url }}{{ number }}
    {{ fulfillment.tracking_urls[forloop.index0] }}{% endfor %}{% endif %}
    {{ total_price | money }} {{ created_at | date: "%d %B %Y" }} {{ shop.name | escape }}"""
    name = TemplateName(Trigger.SHIPPED, Channel.EMAIL, "en")
    order = sample_order(a_store(name="A & B"), name, now=NOON)

    told = render(
        source, values_of(a_store(name="A & B"), order, order.shipments[0], "https://x"), html=True
    )

    assert "All of Sample-1001" in told
    assert "Jamie Lee" in told
    assert "Cotton T-shirt x 2" in told
    assert "https://example.com/?n=LX123456785CN" in told
    assert "25 October 2026 A &amp; B" in told


def test_every_variable_is_there_and_described() -> None:
    name = TemplateName(Trigger.IN_TRANSIT, Channel.EMAIL, "en")
    order = sample_order(a_store(brand_color="#0b6e4f"), name, now=NOON)
    values = values_of(a_store(brand_color="#0b6e4f"), order, order.shipments[0], "https://x")

    for variable in VARIABLES:
        value: object = values
        for part in variable.split("."):
            assert isinstance(value, dict)
            assert part in value, variable
            value = value[part]


@pytest.mark.parametrize("name", tuple(all_names()), ids=str)
@pytest.mark.parametrize(
    ("link", "page"),
    [
        (Link.TRACKING_URL, "http://www.17track.net/?nums=LX"),
        (Link.CUSTOMER_PAGE, "https://x.example/t/sample"),
    ],
)
def test_every_default_template_names_the_order_and_leads_to_the_parcel(
    name: TemplateName, link: Link, page: str
) -> None:
    template, store = default_template(name), a_store(notifications=NotificationSettings(link=link))
    order = sample_order(store, name, now=NOON)
    values = values_of(store, order, order.shipments[0], "https://x.example")

    parts = [template.text, template.html, template.subject] if template.html else [template.text]
    told = [render(part, values) for part in parts]

    assert all("Sample-1001" in part for part in told)
    assert all(page in part for part in told[:2])
    assert "[[" not in "".join(told)


def test_the_document_shows_every_variable() -> None:
    document = (Path(__file__).parents[3] / "docs" / "templates.md").read_text(encoding="utf-8")

    shown = [line for line in document.splitlines() if line.startswith("| `")]
    assert [
        row for row in (f"| `{n}` | {w} |" for n, w in VARIABLES.items()) if row not in shown
    ] == []
