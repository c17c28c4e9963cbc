"""The HTTP interface: requests in, answers and problems out."""
