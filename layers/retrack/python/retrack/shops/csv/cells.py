"""Cells of a table that people open in a spreadsheet: nothing in them is ever run as a formula.

Source: OWASP, "CSV Injection": a cell that begins with = + - @, a tab or a line break may be taken
for a formula. Full-width forms count as well.
"""

import re

_RUNS = re.compile("'*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")


def safe(text: str) -> str:
    """The text as it is put into a cell: with an apostrophe before what might be run."""
    return f"'{text}" if _RUNS.match(text) else text


def plain(cell: str) -> str:
    """The reverse of `safe`; what never went through it stays as it is."""
    return cell[1:] if cell.startswith("'") and _RUNS.match(cell) else cell
