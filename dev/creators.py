"""How each type of resource is made in the emulated AWS; what is not here stops the stack."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from dev.aws_control import AwsControl
from dev.place import ACCOUNT, OWN_CALLS, REGION, STACK, Place, aws_environment

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class Made:
    """What `Ref` and `Fn::GetAtt` give of a resource."""

    ref: str
    attributes: dict[str, str] = field(default_factory=dict)


class Workshop:
    """The clients with which resources are made; their calls are not counted as the product's."""

    def __init__(self, place: Place) -> None:
        self.place = place
        settings = aws_environment(place)
        self._session = boto3.Session(
            aws_access_key_id=settings["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=settings["AWS_SECRET_ACCESS_KEY"],
            region_name=REGION,
        )
        self._config = Config(
            user_agent_extra=OWN_CALLS,
            retries={"total_max_attempts": 2},
            account_id_endpoint_mode="disabled",
            max_pool_connections=20,
        )
        self._clients: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        """A client of a service, made once."""
        if service not in self._clients:
            self._clients[service] = self._session.client(
                service,  # type: ignore[call-overload]  # whatever the template needs
                endpoint_url=self.place.aws_url,
                config=self._config,
            )
        return self._clients[service]


def named(logical_id: str) -> str:
    """The physical name of a resource that has none of its own."""
    return f"{STACK}-{logical_id}"


def _arn(service: str, name: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{name}"


def _texts(properties: dict[str, Any]) -> dict[str, str]:
    """Attributes as SQS and SNS take them: text, or JSON."""
    return {
        name: value if isinstance(value, str) else json.dumps(value)
        for name, value in properties.items()
    }


def _table(workshop: Workshop, name: str, properties: dict[str, Any]) -> Made:
    client = workshop.client("dynamodb")
    wish = dict(properties)
    expiry = wish.pop("TimeToLiveSpecification", None)
    backups = wish.pop("PointInTimeRecoverySpecification", None)
    encryption = wish.pop("SSESpecification", {})
    wish["SSESpecification"] = {"Enabled": encryption.get("SSEEnabled", False)}
    if stream := wish.get("StreamSpecification"):
        wish["StreamSpecification"] = {"StreamEnabled": True, **stream}
    table = wish.pop("TableName", named(name))
    made = client.create_table(TableName=table, **wish)["TableDescription"]
    if expiry:
        client.update_time_to_live(TableName=table, TimeToLiveSpecification=expiry)
    if backups:
        client.update_continuous_backups(TableName=table, PointInTimeRecoverySpecification=backups)
    attributes = {"Arn": made["TableArn"], "StreamArn": made.get("LatestStreamArn", "")}
    return Made(table, attributes)


def _queue(workshop: Workshop, name: str, properties: dict[str, Any]) -> Made:
    suffix = ".fifo" if properties.get("FifoQueue") else ""
    queue = properties.get("QueueName", named(name) + suffix)
    wish = {k: v for k, v in properties.items() if k not in {"QueueName", "Tags"}}
    url = workshop.client("sqs").create_queue(QueueName=queue, Attributes=_texts(wish))["QueueUrl"]
    return Made(url, {"Arn": _arn("sqs", queue), "QueueName": queue, "QueueUrl": url})


def _queue_policy(workshop: Workshop, name: str, properties: dict[str, Any]) -> Made:
    policy = json.dumps(properties["PolicyDocument"])
    for url in properties["Queues"]:
        client = workshop.client("sqs")
        client.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    return Made(named(name))


def _bucket(workshop: Workshop, name: str, properties: dict[str, Any]) -> Made:
    """A bucket with its rules for browsers; nobody but us can reach it anyhow."""
    client = workshop.client("s3")
    bucket = properties.get("BucketName", named(name).lower())
    where = {"LocationConstraint": REGION}
    client.create_bucket(Bucket=bucket, CreateBucketConfiguration=where)
    if rules := properties.get("CorsConfiguration"):
        wish = {"CORSRules": [_cors_rule(rule) for rule in rules["CorsRules"]]}
        client.put_bucket_cors(Bucket=bucket, CORSConfiguration=wish)
    return Made(bucket, {"Arn": f"arn:aws:s3:::{bucket}"})


def _cors_rule(rule: dict[str, Any]) -> dict[str, Any]:
    """As S3 takes it, for pages of whatever port."""
    return {
        "AllowedMethods": rule["AllowedMethods"],
        "AllowedHeaders": rule.get("AllowedHeaders", []),
        "AllowedOrigins": ["*"],
    }


def _topic(workshop: Workshop, name: str, properties: dict[str, Any]) -> Made:
    topic = properties.get("TopicName", named(name))
    wish = {k: v for k, v in properties.items() if k not in {"TopicName", "Tags", "Subscription"}}
    arn = workshop.client("sns").create_topic(Name=topic, Attributes=_texts(wish))["TopicArn"]
    return Made(arn, {"TopicArn": arn, "TopicName": topic})


def _subscription(workshop: Workshop, name: str, properties: dict[str, Any]) -> Made:
    own = {"TopicArn", "Protocol", "Endpoint"}
    answer = workshop.client("sns").subscribe(
        **{key: properties[key] for key in own},
        Attributes=_texts({k: v for k, v in properties.items() if k not in own}),
        ReturnSubscriptionArn=True,
    )
    return Made(answer.get("SubscriptionArn", named(name)))


def _pool(workshop: Workshop, name: str, properties: dict[str, Any]) -> Made:
    wish = {k: v for k, v in properties.items() if k not in {"UserPoolName", "UserPoolTags"}}
    pool = workshop.client("cognito-idp").create_user_pool(PoolName=named(name), **wish)
    made = pool["UserPool"]
    provider = f"cognito-idp.{REGION}.amazonaws.com/{made['Id']}"
    return Made(made["Id"], {"Arn": made["Arn"], "ProviderName": provider})


def _pool_client(workshop: Workshop, name: str, properties: dict[str, Any]) -> Made:
    wish = {"ClientName": named(name), **properties}
    made = workshop.client("cognito-idp").create_user_pool_client(**wish)["UserPoolClient"]
    return Made(made["ClientId"])


def _parameter(workshop: Workshop, _: str, properties: dict[str, Any]) -> Made:
    workshop.client("ssm").put_parameter(**properties)
    return Made(properties["Name"], {"Value": properties["Value"], "Type": properties["Type"]})


def _log_group(workshop: Workshop, name: str, properties: dict[str, Any]) -> Made:
    group = properties.get("LogGroupName", named(name))
    client = workshop.client("logs")
    client.create_log_group(logGroupName=group)
    if days := properties.get("RetentionInDays"):
        client.put_retention_policy(logGroupName=group, retentionInDays=int(days))
    return Made(group, {"Arn": _arn("logs", f"log-group:{group}:*")})


def _alarm(workshop: Workshop, name: str, properties: dict[str, Any]) -> Made:
    alarm = properties.get("AlarmName", named(name))
    workshop.client("cloudwatch").put_metric_alarm(**{**properties, "AlarmName": alarm})
    return Made(alarm, {"Arn": _arn("cloudwatch", f"alarm:{alarm}")})


def _rule(workshop: Workshop, name: str, properties: dict[str, Any]) -> Made:
    """A rule of the event bus. Its targets are there before it: here that is only queues."""
    client, rule = workshop.client("events"), properties.get("Name", named(name))
    pattern = json.dumps(properties["EventPattern"])
    arn = client.put_rule(Name=rule, EventPattern=pattern)["RuleArn"]
    targets = [{"Id": target["Id"], "Arn": target["Arn"]} for target in properties["Targets"]]
    client.put_targets(Rule=rule, Targets=targets)
    return Made(rule, {"Arn": arn})


def _configuration_set(workshop: Workshop, name: str, _: dict[str, Any]) -> Made:
    made = named(name)
    workshop.client("sesv2").create_configuration_set(ConfigurationSetName=made)
    return Made(made)


def _event_destination(workshop: Workshop, name: str, properties: dict[str, Any]) -> Made:
    """Reports on emails are not moto's but those of dev/aws/mailroom.py."""
    wanted = properties["EventDestination"]
    AwsControl(workshop.place).report_mail(
        properties["ConfigurationSetName"], wanted["MatchingEventTypes"]
    )
    return Made(named(name))


def _role(workshop: Workshop, name: str, properties: dict[str, Any]) -> Made:
    client = workshop.client("iam")
    role = properties.get("RoleName", named(name))
    trust = json.dumps(properties["AssumeRolePolicyDocument"])
    made = client.create_role(RoleName=role, AssumeRolePolicyDocument=trust)["Role"]
    for policy in properties.get("Policies", []):
        client.put_role_policy(
            RoleName=role,
            PolicyName=policy["PolicyName"],
            # SAM writes some without a version, which AWS takes and moto does not.
            PolicyDocument=json.dumps({"Version": "2012-10-17", **policy["PolicyDocument"]}),
        )
    return Made(role, {"Arn": made["Arn"]})


def _schedule(workshop: Workshop, name: str, properties: dict[str, Any]) -> Made:
    wish = {"Name": named(name), **properties}
    arn = workshop.client("scheduler").create_schedule(**wish)["ScheduleArn"]
    return Made(wish["Name"], {"Arn": arn})


def _function(workshop: Workshop, name: str, properties: dict[str, Any]) -> Made:
    """The function's entry in the emulated AWS; who runs it is dev/lambdas.py."""
    kept = {
        "Description", "Environment", "Handler", "MemorySize", "Role", "Runtime", "Timeout",
        "TracingConfig", "Architectures",
    }  # fmt: skip
    wish = {key: value for key, value in properties.items() if key in kept}
    function = properties.get("FunctionName", named(name))
    made = workshop.client("lambda").create_function(
        FunctionName=function, Code={"ZipFile": _ZIP}, **wish
    )
    return Made(function, {"Arn": made["FunctionArn"]})


def _api(workshop: Workshop, name: str, _: dict[str, Any]) -> Made:
    """The API's entry in the emulated AWS; who serves its routes is dev/gateway.py."""
    client = workshop.client("apigatewayv2")
    made = client.create_api(Name=named(name), ProtocolType="HTTP")
    return Made(made["ApiId"], {"ApiId": made["ApiId"], "ApiEndpoint": workshop.place.url})


def _stage(workshop: Workshop, _: str, properties: dict[str, Any]) -> Made:
    client = workshop.client("apigatewayv2")
    client.create_stage(ApiId=properties["ApiId"], StageName=properties["StageName"])
    return Made(properties["StageName"])


def _played(_: Workshop, name: str, __: dict[str, Any]) -> Made:
    """What needs no entry, since a part of the local stack does it."""
    return Made(named(name), {"Arn": _arn("local", name)})


def _empty_package() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("app.py", "# The local stack runs functions/ itself.\n")
    return packed.getvalue()


_ZIP = _empty_package()
CREATORS: dict[str, Callable[[Workshop, str, dict[str, Any]], Made]] = {
    "AWS::ApiGatewayV2::Api": _api,
    "AWS::ApiGatewayV2::Stage": _stage,
    "AWS::CloudWatch::Alarm": _alarm,
    "AWS::Cognito::UserPool": _pool,
    "AWS::Cognito::UserPoolClient": _pool_client,
    "AWS::DynamoDB::Table": _table,
    "AWS::Events::Rule": _rule,
    "AWS::IAM::Role": _role,
    "AWS::Lambda::EventInvokeConfig": _played,  # dev/pumps.py, dev/schedules.py
    "AWS::Lambda::EventSourceMapping": _played,  # dev/pumps.py
    "AWS::Lambda::Function": _function,
    "AWS::Lambda::LayerVersion": _played,  # the functions import layers/ as it stands
    "AWS::Lambda::Permission": _played,  # who may call is not checked locally
    "AWS::Logs::LogGroup": _log_group,
    "AWS::S3::Bucket": _bucket,
    "AWS::SES::ConfigurationSet": _configuration_set,
    "AWS::SES::ConfigurationSetEventDestination": _event_destination,
    "AWS::SNS::Subscription": _subscription,
    "AWS::SNS::Topic": _topic,
    "AWS::SQS::Queue": _queue,
    "AWS::SQS::QueuePolicy": _queue_policy,
    "AWS::SSM::Parameter": _parameter,
    "AWS::Scheduler::Schedule": _schedule,
}
