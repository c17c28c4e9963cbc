"""Prints every budget with what was measured; exits with 1 where one does not hold."""

import sys

from bench import cold_import, counts, messages, pages, warm
from bench.budgets import table


def main() -> int:
    """Runs all of it, a minute or two."""
    lines = []
    for part in (cold_import, warm, pages, messages, counts):
        print(f"{part.__name__} ...", file=sys.stderr)
        lines += part.lines()
    print(table(lines))
    return 0 if all(line.holds for line in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
