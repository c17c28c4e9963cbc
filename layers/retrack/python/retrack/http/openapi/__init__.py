"""The OpenAPI document, made from the code by `make openapi`; no function loads any of this."""
