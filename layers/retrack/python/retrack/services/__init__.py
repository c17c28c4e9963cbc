"""One use case a file, and the Protocols they need from the outside (`ports`)."""
