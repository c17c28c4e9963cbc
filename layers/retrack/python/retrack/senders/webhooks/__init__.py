"""Messages to addresses that merchants name: signed, and never to our own network."""
