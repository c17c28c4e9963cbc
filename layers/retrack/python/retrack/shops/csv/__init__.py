"""Tables of orders as CSV: our own plain format, and the exports of shops."""
