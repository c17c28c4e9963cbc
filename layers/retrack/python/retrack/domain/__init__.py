"""The rules of order tracking, in plain Python: no clock, no network, no environment."""
