"""Files: S3 and the fake keep the same promises."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import boto3
import pytest
from moto import mock_aws

from retrack.domain.errors import NotFound
from retrack.services.file_ports import FileStore
from retrack.storage.files import S3Files
from tests.fakes.files import MemoryFiles


@pytest.fixture(params=["s3", "memory"])
def files(request: pytest.FixtureRequest) -> Iterator[FileStore]:
    if request.param == "memory":
        yield MemoryFiles()
        return
    with mock_aws():
        client = boto3.client("s3")
        where = {"LocationConstraint": "eu-west-1"}
        client.create_bucket(Bucket="files", CreateBucketConfiguration=where)  # type: ignore[arg-type]  # a region
        yield S3Files(client, "files")


def test_what_is_written_is_read_from_any_offset(files: FileStore) -> None:
    files.write("a/b.csv", [b"abc", b"", b"defgh"])

    assert b"".join(files.read("a/b.csv")) == b"abcdefgh"
    assert b"".join(files.read("a/b.csv", 5)) == b"fgh"
    assert b"".join(files.read("a/b.csv", 8)) == b""
    assert files.size("a/b.csv") == 8


def test_an_empty_file_is_a_file(files: FileStore) -> None:
    files.write("empty", [])

    assert files.size("empty") == 0
    assert b"".join(files.read("empty")) == b""


def test_a_large_file_is_written_in_parts_and_is_whole(files: FileStore) -> None:
    pieces = [secrets.token_bytes(1_000_000) for _ in range(13)]

    files.write("large", iter(pieces))

    assert b"".join(files.read("large")) == b"".join(pieces)


def test_a_file_whose_writing_fails_is_not_there(files: FileStore) -> None:
    def broken() -> Iterator[bytes]:
        for _ in range(13):
            yield bytes(1_000_000)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        files.write("broken", broken())

    assert files.size("broken") is None


def test_a_later_file_takes_the_place_of_an_earlier_one(files: FileStore) -> None:
    files.write("a", [b"1"])
    files.write("a", [b"2"])

    assert b"".join(files.read("a")) == b"2"


def test_what_is_not_there_is_not_found_and_can_be_removed(files: FileStore) -> None:
    assert files.size("none") is None
    with pytest.raises(NotFound):
        list(files.read("none"))
    files.remove("none")


def test_a_removed_file_is_gone(files: FileStore) -> None:
    files.write("a", [b"1"])
    files.remove("a")

    assert files.size("a") is None
