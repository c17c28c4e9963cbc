"""How far SES can be with proving a sender, in our words and in its own."""

STATES = {"pending": "PENDING", "verified": "SUCCESS", "failed": "FAILED"}
