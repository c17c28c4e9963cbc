"""What template.yaml declares, in moto, with the functions that run on it."""

from __future__ import annotations

import importlib.util
import json
import logging
import os
import re
import sys
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any
from unittest import mock

import boto3
from moto.ses.models import ses_backends
from moto.sns.models import sns_backends

from retrack.runtime import access, files, merchant, messages, shops, tracking, webhooks, wiring
from retrack.storage.table import bind_table
from tests.architecture import sources, template
from tests.aws_table import create_table
from tests.functional import inside

# What keeps use cases and clients from one test to the next.
_WIRING = (access, files, merchant, messages, shops, tracking, webhooks, wiring)

ACCOUNT = "123456789012"
REGION = "eu-west-1"
TABLE = "retrack"
BUCKET = "retrack-files"
PREFIX = "/retrack/test"
PUBLIC_URL = "https://track.example.com"
SENDER = "shop@example.com"
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
"""When a test begins."""


class _PresentStdout:
    """A logger keeps the stream that it was made with, and each test has its own."""

    @staticmethod
    def write(text: str) -> int:
        return sys.stdout.write(text)

    @staticmethod
    def flush() -> None:
        sys.stdout.flush()


class MovableClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = NOW

    def now(self) -> datetime:
        return self.moment

    def advance(self, **by: float) -> None:
        self.moment += timedelta(**by)


@dataclass
class Context:
    """Lambda's context object, as far as anybody looks at it."""

    function_name: str
    memory_limit_in_mb: int = 512
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def invoked_function_arn(self) -> str:
        return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{self.function_name}"

    @staticmethod
    def get_remaining_time_in_millis() -> int:
        return 10_000


@dataclass(frozen=True)
class NewStore:
    """A store as an operator gets it."""

    id: str
    api_key: str

    @property
    def carrier_key(self) -> str:
        """Its key at 17TRACK."""
        return f"17track-{self.id}"


class Cloud:
    """One emulated account. Functions are loaded when they are first invoked."""

    def __init__(self, clock: MovableClock, provider_urls: Mapping[str, str]) -> None:
        self.clock = clock
        self.dynamodb = boto3.client("dynamodb")
        self.sqs: Any = boto3.client("sqs")
        self.sns = boto3.client("sns")
        self.ssm = boto3.client("ssm")
        self.cognito = boto3.client("cognito-idp")
        self._loaded: dict[str, ModuleType] = {}
        create_table(self.dynamodb, TABLE)
        bind_table(TABLE)
        self.variables = {
            **self._queues(),
            **self._files(),
            **self._people(),
            **self._parameters(provider_urls),
        }
        boto3.client("sesv2").create_email_identity(EmailIdentity=SENDER)

    def _queues(self) -> dict[str, str]:
        """Every queue that is no dead-letter queue, the topic, and what it is subscribed to."""
        self.queues = {
            name: self._queue(name, properties)
            for name, properties in template.resources("AWS::SQS::Queue").items()
            if not name.endswith("Dlq")
        }
        self.tracking_queue = self.queues["TrackingQueue"]
        self.shop_events_queue = self.queues["ShopEventsQueue"]
        self.notification_queue = self.queues["NotificationQueue"]
        self.import_queue = self.queues["ImportQueue"]
        self.topic = self.sns.create_topic(Name="happenings")["TopicArn"]
        for wanted in template.resources("AWS::SNS::Subscription").values():
            if wanted["Protocol"] == "sqs":
                self._subscribe(wanted)
        by_name = {f"{_capitals(name)}_URL": url for name, url in self.queues.items()}
        return {**by_name, "TOPIC_ARN": self.topic}

    def _queue(self, name: str, properties: Mapping[str, Any]) -> str:
        kept = {"FifoQueue", "DeduplicationScope", "FifoThroughputLimit"} & set(properties)
        attributes = {wanted: _text(properties[wanted]) for wanted in kept}
        made = self.sqs.create_queue(
            QueueName=name + (".fifo" if "FifoQueue" in kept else ""),
            Attributes={**attributes, "VisibilityTimeout": "0"},
        )
        return str(made["QueueUrl"])

    def _subscribe(self, wanted: Mapping[str, Any]) -> None:
        queue = template.referred(wanted["Endpoint"])
        attributes = {
            "RawMessageDelivery": _text(wanted["RawMessageDelivery"]),
            "FilterPolicy": json.dumps(wanted["FilterPolicy"]),
        }
        self.sns.subscribe(
            TopicArn=self.topic,
            Protocol="sqs",
            Endpoint=f"arn:aws:sqs:{REGION}:{ACCOUNT}:{queue}",
            Attributes=attributes,
        )

    def _files(self) -> dict[str, str]:
        boto3.client("s3").create_bucket(
            Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": "eu-west-1"}
        )
        return {"FILES_BUCKET": BUCKET}

    def _people(self) -> dict[str, str]:
        pool_id = self.cognito.create_user_pool(PoolName="people")["UserPool"]["Id"]
        return {
            "USER_POOL_ID": pool_id,
            "COGNITO_ISSUER": f"https://cognito-idp.{REGION}.amazonaws.com/{pool_id}",
            "COGNITO_JWKS_URL": "http://127.0.0.1:1/jwks.json",
            "COGNITO_CLIENT_ID": "client",
        }

    def _parameters(self, provider_urls: Mapping[str, str]) -> dict[str, str]:
        name = f"{PREFIX}/public-url"
        self.ssm.put_parameter(Name=name, Value=PUBLIC_URL, Type="String")
        return {
            "TABLE_NAME": TABLE,
            "PARAMETER_PREFIX": PREFIX,
            "PUBLIC_URL_PARAMETER": name,
            "PROVIDER_URLS": json.dumps(provider_urls),
            "CARRIER_TIMEOUT_SECONDS": "5",
            "WEBHOOK_ALLOW_PRIVATE": "true",
            "DEFAULT_SENDER": "",
            "SHARED_SENDER_DOMAINS": "example.com,example.net",
        }

    def empty(self) -> None:
        """As if nothing had been done yet; queues remember what they saw, as they do in AWS."""
        inside.empty_table(TABLE)
        for queue in self.queues.values():
            inside.empty_queue(queue)
        for mark in ("sweep-watermark", "attention-watermark", "rounds-watermark"):
            inside.forget_parameter(f"{PREFIX}/{mark}")
        ses_backends[ACCOUNT][REGION].sent_messages.clear()
        sns_backends[ACCOUNT][REGION].sms_messages.clear()

    def close(self) -> None:
        """Forgets all that was made for this account."""
        for name in self._loaded:
            sys.modules.pop(_module_name(name), None)
        for module in _WIRING:
            for kept in vars(module).values():
                if hasattr(kept, "cache_clear"):
                    kept.cache_clear()

    # -------------------------------------------------------------------------------- functions

    def function(self, name: str) -> ModuleType:
        """`functions/<name>/app.py`, loaded as AWS would: with the variables of the template."""
        if name not in self._loaded:
            with self._environment(name):
                logging.Logger.manager.loggerDict.pop(_service(name), None)
                self._loaded[name] = _load(name)
            for handler in logging.getLogger(_service(name)).handlers:
                if isinstance(handler, logging.StreamHandler):
                    handler.stream = _PresentStdout()
        return self._loaded[name]

    @contextmanager
    def _environment(self, name: str) -> Iterator[None]:
        declared = template.variables(template.id_of(name))
        before = dict(os.environ)
        for variable, value in declared.items():
            ours = not template.NOT_OURS.match(variable)
            known = self.variables.get(variable) if ours else None
            # What is not about this account is the template's own default.
            os.environ[variable] = template.dummy(value) if known is None else known
        yield
        os.environ.clear()
        os.environ.update(before)

    def forget_function(self, name: str) -> None:
        """Has it loaded again, as for another environment."""
        self._loaded.pop(name, None)

    def invoke(self, name: str, event: Mapping[str, Any]) -> Any:
        """What a function returns, both ways through JSON as in AWS."""
        handler = self.function(name).lambda_handler
        return json.loads(json.dumps(handler(json.loads(json.dumps(event)), Context(name))))

    @contextmanager
    def patient_for(self, name: str, *, seconds: float) -> Iterator[None]:
        """Has a function wait only so long for a carrier."""
        kept = self._loaded.pop(name, None)
        with mock.patch.dict(self.variables, CARRIER_TIMEOUT_SECONDS=str(seconds)):
            self.function(name)
        yield
        del self._loaded[name]
        if kept:
            self._loaded[name] = kept

    # ------------------------------------------------------------------------------------ stores

    def new_store(self, plan: str = "boss", name: str = "Example Shop") -> NewStore:
        made = self.invoke("create_store", {"name": name, "plan": plan})
        return NewStore(made["store_id"], made["api_key"])

    def keep_carrier_key(self, store: NewStore) -> None:
        self.ssm.put_parameter(
            Name=f"{PREFIX}/stores/{store.id}/17track",
            Value=store.carrier_key,
            Type="SecureString",
            Overwrite=True,
        )

    def keep_shop_secret(self, store: NewStore, shop: str, secret: str) -> None:
        self.ssm.put_parameter(
            Name=f"{PREFIX}/stores/{store.id}/{shop}",
            Value=secret,
            Type="SecureString",
            Overwrite=True,
        )

    # ---------------------------------------------------------------------------------- contents

    def items(self) -> dict[tuple[str, str], dict[str, Any]]:
        """The table, item by item."""
        return {(item["PK"]["S"], item["SK"]["S"]): item for item in inside.items(TABLE)}

    def contents(self) -> dict[str, Any]:
        """All that anybody could have written, but on which day a key was used last."""
        return {
            "table": {
                key: {name: value for name, value in item.items() if name != "last_used"}
                for key, item in self.items().items()
            },
            "parameters": inside.parameters(PREFIX),
            "of shops": self.waiting(self.shop_events_queue),
            "waiting": [self.waiting(q) for q in (self.tracking_queue, self.notification_queue)],
        }

    def waiting(self, queue: str) -> int:
        """How many messages a queue holds."""
        return inside.waiting(queue)


def _service(name: str) -> str:
    return template.dummy(template.variables(template.id_of(name))["POWERTOOLS_SERVICE_NAME"])


def _capitals(name: str) -> str:
    """`TRACKING_QUEUE` of `TrackingQueue`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).upper()


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _module_name(name: str) -> str:
    return f"functional_{name}_app"


def _load(name: str) -> ModuleType:
    path = sources.FUNCTIONS / name / "app.py"
    spec = importlib.util.spec_from_file_location(_module_name(name), path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[_module_name(name)] = module
    spec.loader.exec_module(module)
    return module
