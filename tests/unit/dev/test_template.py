from __future__ import annotations

import socket
from pathlib import Path
from typing import Any

import pytest

from dev import creators, provision, template
from dev.lambdas import folder_of, variables_of
from dev.place import Misconfigured, Place
from dev.template import Evaluator, Template

TEMPLATE = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Size: {Type: Number, Default: 1}
  Name: {Type: String}
Conditions:
  IsBig: !Not [!Equals [!Ref Size, 1]]
Resources:
  Queue: {Type: AWS::SQS::Queue}
  BigQueue: {Type: AWS::SQS::Queue, Condition: IsBig}
"""


def a_template(tmp_path: Path, more: str = "", **overrides: str) -> Template:
    path = tmp_path / "template.yaml"
    path.write_text(TEMPLATE + more)
    return template.read({"Name": "x", **overrides}, path)


def test_a_type_that_is_not_known_stops_the_stack(tmp_path: Path) -> None:
    declared = a_template(tmp_path, "  Clicks: {Type: AWS::Kinesis::Stream}\n")

    with pytest.raises(Misconfigured, match=r"AWS::Kinesis::Stream \(Clicks\)"):
        provision.provision(declared, None)  # type: ignore[arg-type]  # nothing is made


def test_every_type_of_the_real_template_is_known() -> None:
    declared = template.read({})

    kinds = {resource["Type"] for resource in declared.resources.values()}
    assert kinds <= set(creators.CREATORS)


@pytest.mark.parametrize(("size", "there"), [("1", False), ("2", True)])
def test_conditions_decide_what_is_made(tmp_path: Path, size: str, *, there: bool) -> None:
    assert ("BigQueue" in a_template(tmp_path, Size=size).resources) is there


def test_a_parameter_without_a_value_is_named(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(TEMPLATE)

    with pytest.raises(Misconfigured, match="Name"):
        template.read({}, tmp_path / "template.yaml")


def test_an_override_that_fits_nothing_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="Colour"):
        a_template(tmp_path, Colour="red")


@pytest.mark.parametrize(
    ("given", "value"),
    [
        ({"Ref": "Size"}, "7"),
        ({"Ref": "AWS::Region"}, "eu-west-1"),
        ({"Ref": "Queue"}, "ref of Queue"),
        ({"Fn::GetAtt": ["Queue", "Arn"]}, "Arn of Queue"),
        ({"Fn::GetAtt": "Queue.Arn"}, "Arn of Queue"),
        ({"Fn::Sub": "a/${Size}/${Queue.Arn}/${!Literal}"}, "a/7/Arn of Queue/${Literal}"),
        ({"Fn::Sub": ["${own}-${Size}", {"own": {"Ref": "Size"}}]}, "7-7"),
        ({"Fn::If": ["IsBig", "big", "small"]}, "big"),
        ({"Fn::Join": ["-", ["a", {"Ref": "Size"}]]}, "a-7"),
        ({"a": [{"Ref": "Size"}], "b": {"Ref": "AWS::NoValue"}}, {"a": ["7"]}),
        ([{"Ref": "AWS::NoValue"}, 1], [1]),
    ],
)
def test_functions_are_replaced(tmp_path: Path, given: Any, value: Any) -> None:
    evaluator = Evaluator(
        a_template(tmp_path, Size="7"),
        reference=lambda name: f"ref of {name}",
        attribute=lambda name, attribute: f"{attribute} of {name}",
    )

    assert evaluator.value(given) == value


def test_an_unknown_function_is_named(tmp_path: Path) -> None:
    evaluator = Evaluator(a_template(tmp_path), str, lambda name, _: name)

    with pytest.raises(Misconfigured, match="Fn::Cidr"):
        evaluator.value({"Fn::Cidr": ["10.0.0.0/8", 1, 1]})


def a_stack(**variables: dict[str, str]) -> provision.Stack:
    resources = {name: {"Type": "AWS::Lambda::Function"} for name in variables}
    properties = {
        name: {"Environment": {"Variables": values}} for name, values in variables.items()
    }
    return provision.Stack(Template(resources, {}, {}), properties=properties)


def test_functions_share_one_environment() -> None:
    stack = a_stack(
        A={"TABLE_NAME": "t", "POWERTOOLS_SERVICE_NAME": "a"},
        B={"TABLE_NAME": "t", "POWERTOOLS_SERVICE_NAME": "b", "MORE": "1"},
    )

    assert variables_of(stack) == {"TABLE_NAME": "t", "MORE": "1"}


def test_two_values_for_one_variable_are_refused() -> None:
    with pytest.raises(Misconfigured, match="B and A want different values for LIMIT"):
        variables_of(a_stack(A={"LIMIT": "1"}, B={"LIMIT": "2"}))


def test_a_function_is_in_the_folder_of_its_name() -> None:
    assert folder_of("OrdersApiFunction") == "orders_api"


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"PORT": "0"}, "PORT=0"),
        ({"AWS_PORT": "65536"}, "AWS_PORT=65536"),
        ({"CARRIER_PORT": "x"}, "CARRIER_PORT=x"),
        ({"PORT": "4566"}, "differ"),
        ({"EASYPOST_PORT": "3000"}, "differ"),
        ({"SHOPIFY_PORT": "4717"}, "differ"),
    ],
)
def test_ports_that_cannot_be_are_refused(environment: dict[str, str], said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        Place.from_env(environment)


def test_a_second_stack_need_not_name_every_port() -> None:
    with socket.socket() as first:
        first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            first.bind(("127.0.0.1", 4719))
        except OSError:  # a stack runs beside this test: as good
            pass
        else:
            first.listen()
        place = Place.from_env({})

    assert place.easypost_port not in {4719, 3000, 4566, 4717, place.shopify_port}


@pytest.mark.parametrize(("seed", "seeded"), [("0", False), ("1", True), (None, True)])
def test_seed_0_starts_empty(seed: str | None, *, seeded: bool) -> None:
    assert Place.from_env({"SEED": seed} if seed else {}).seeded is seeded


@pytest.mark.parametrize(("hourly", "passes"), [("0", False), ("1", True), (None, True)])
def test_hours_pass_unless_they_are_not_to(hourly: str | None, *, passes: bool) -> None:
    assert Place.from_env({"HOURLY": hourly} if hourly else {}).hourly is passes
