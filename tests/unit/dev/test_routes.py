from __future__ import annotations

import random

import pytest

from dev.routes import Route, find, routes_of


def a_route(key: str) -> Route:
    method, _, path = key.rpartition(" ")
    return Route(method=method, path=path, function=key)


ROUTES = [
    a_route(key)
    for key in (
        "GET /v1/orders",
        "GET /v1/orders.csv",
        "GET /v1/orders/{id}",
        "ANY /v1/orders/{id}",
        "POST /v1/orders/{id}/shipments",
        "GET /v1/orders/{id}/shipments/{sid}",
        "ANY /v1/{proxy+}",
        "POST /hooks/{provider}/{store}",
        "$default",
    )
]


@pytest.mark.parametrize(
    ("method", "path", "key", "values"),
    [
        ("GET", "/v1/orders", "GET /v1/orders", {}),
        ("GET", "/v1/orders/", "GET /v1/orders", {}),
        ("GET", "/v1/orders.csv", "GET /v1/orders.csv", {}),
        ("GET", "/v1/orders/7", "GET /v1/orders/{id}", {"id": "7"}),
        ("PATCH", "/v1/orders/7", "ANY /v1/orders/{id}", {"id": "7"}),
        ("POST", "/v1/orders/7/shipments", "POST /v1/orders/{id}/shipments", {"id": "7"}),
        ("PUT", "/v1/orders/7/shipments", "ANY /v1/{proxy+}", {"proxy": "orders/7/shipments"}),
        ("GET", "/v1/orders//shipments/s1", "ANY /v1/{proxy+}", {"proxy": "orders//shipments/s1"}),
        ("DELETE", "/v1/orders", "ANY /v1/{proxy+}", {"proxy": "orders"}),
        ("GET", "/v1", "$default", {}),
        ("GET", "/hooks/17track/s", "$default", {}),
        ("GET", "/", "$default", {}),
    ],
)
def test_the_most_specific_route_answers(
    method: str, path: str, key: str, values: dict[str, str]
) -> None:
    shuffled = random.sample(ROUTES, len(ROUTES))

    found = find(sorted(shuffled, key=lambda route: route.rank), method, path)

    assert found
    assert (found[0].key, found[1]) == (key, values)


def test_without_a_default_some_paths_have_no_route() -> None:
    assert find(ROUTES[:1], "POST", "/v1/orders") is None


def test_routes_are_read_from_the_translated_api() -> None:
    uri = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/{}/invocations"
    ours = {"authorizerUri": uri.format("arn:auth")}

    def operation(function: str, **more: object) -> dict[str, object]:
        return {"x-amazon-apigateway-integration": {"uri": uri.format(function)}, **more}

    body = {
        "paths": {
            "/a": {"get": operation("arn:f", security=[{"Ours": []}])},
            "/b": {"x-amazon-apigateway-any-method": operation("arn:g")},
        },
        "components": {"securitySchemes": {"Ours": {"x-amazon-apigateway-authorizer": ours}}},
    }

    assert routes_of(body) == [
        Route("GET", "/a", "arn:f", "arn:auth"),
        Route("ANY", "/b", "arn:g"),
    ]
