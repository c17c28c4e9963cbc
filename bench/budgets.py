"""The budgets, and what was measured beside them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One budget: what, at most how much, what it is now, and whether that holds."""

    what: str
    budget: str
    measured: str
    holds: bool


def within(what: str, value: float, limit: float, *, unit: str = "") -> Line:
    """A line whose value may be at most its limit."""
    return Line(what, f"{limit:g}{unit}", f"{value:.2f}{unit}", value <= limit)


def exactly(what: str, value: float, wanted: float, *, unit: str = "") -> Line:
    """A line whose value must be this, and no more."""
    return Line(what, f"{wanted:g}{unit}", f"{value:g}{unit}", value <= wanted)


def table(lines: list[Line]) -> str:
    """The lines as a Markdown table."""
    rows = [("what", "at most", "measured", "")]
    rows += [(x.what, x.budget, x.measured, "ok" if x.holds else "OVER") for x in lines]
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    texts = [" | ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in rows]
    rule = " | ".join("-" * w for w in widths)
    return "\n".join(f"| {text} |" for text in (texts[0], rule, *texts[1:]))
