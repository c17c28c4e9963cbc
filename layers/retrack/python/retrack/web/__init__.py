"""The pages that people see: the merchant's dashboard and the customer's tracking page."""
