"""The outbox as a page for people."""

from __future__ import annotations

from html import escape
from typing import Any

_HEAD = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Outbox: Retrack on this machine</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 50rem; padding: 1rem; }
article { border: 1px solid #c8c8c8; border-radius: .5rem; margin: 1rem 0; padding: 1rem; }
h2 { font-size: 1.1rem; margin: 0 0 .5rem; }
dl { display: grid; gap: .1rem 1rem; grid-template-columns: max-content 1fr; margin: 0 0 1rem; }
dt { color: #595959; } dd { margin: 0; overflow-wrap: anywhere; }
pre { overflow-wrap: anywhere; white-space: pre-wrap; }
iframe { border: 1px solid #c8c8c8; height: 24rem; width: 100%; }
</style>
</head>
<body>
<h1>Outbox</h1>
"""


def page(messages: list[dict[str, Any]]) -> str:
    """Every message sent, the newest first."""
    if not messages:
        return _HEAD + "<p>Nothing was sent yet.</p>\n</body>\n</html>\n"
    shown = "".join(_article(message) for message in reversed(messages))
    return f"{_HEAD}<p>{len(messages)} sent, the newest first.</p>\n{shown}</body>\n</html>\n"


def _article(message: dict[str, Any]) -> str:
    facts = {
        "To": message["to"],
        "From": message["from"],
        "At": message["at"],
        "Order": message["order_id"],
        "Trigger": message["trigger"],
        "Id": message["message_id"],
        **message["headers"],
    }
    lines = "".join(
        f"<dt>{name}</dt><dd>{escape(str(value))}</dd>" for name, value in facts.items() if value
    )
    title = message["subject"] or "SMS"
    # A sandboxed frame: what a template holds runs nothing here.
    frame = (
        f'<iframe sandbox title="{escape(title)}" srcdoc="{escape(message["html"])}"></iframe>'
        if message["html"]
        else ""
    )
    text = f"<pre>{escape(message['text'])}</pre>"
    if frame:
        text = f"<details><summary>As text</summary>{text}</details>"
    return f"<article><h2>{escape(title)}</h2><dl>{lines}</dl>{frame}{text}</article>\n"
