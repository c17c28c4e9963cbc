"""The local stack: what `template.yaml` declares, on one machine, without an AWS account.

`make run` starts it. Nothing in here is ever imported by the product.
"""
