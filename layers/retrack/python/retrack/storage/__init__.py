"""The one table behind the Protocols of `services`: keys, items, mapping, and a class for each."""
