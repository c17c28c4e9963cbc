"""Email, text messages, and their words."""
