"""Files in S3, read and written in parts, reached from outside by links that run out."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from botocore.exceptions import ClientError

from retrack.domain.errors import NotFound

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

_PART = 6_000_000  # bytes. Source: S3, "Multipart upload limits": 5 MiB at least, but the last
_PIECE = 262_144  # bytes read at a time
_MEDIA_TYPE = "text/csv; charset=utf-8"
_GONE = {"404", "NoSuchKey", "NotFound"}
_AFTER_END = "InvalidRange"


class S3Files:
    """`FileStore` over a bucket."""

    def __init__(self, client: "S3Client", bucket: str) -> None:
        """The files of this bucket."""
        self._client, self._bucket = client, bucket

    def write(self, name: str, pieces: Iterable[bytes]) -> None:
        """One PutObject for what fits into a part, else a multipart upload, which fails as one."""
        parts = _parts(pieces)
        first = next(parts)
        second = next(parts, None)
        if second is None:
            self._client.put_object(
                Bucket=self._bucket, Key=name, Body=first, ContentType=_MEDIA_TYPE
            )
            return
        where: Any = {"Bucket": self._bucket, "Key": name}
        upload: Any = {
            **where,
            "UploadId": self._client.create_multipart_upload(**where, ContentType=_MEDIA_TYPE)[
                "UploadId"
            ],
        }
        try:
            self._write_parts(upload, _chained(first, second, parts))
        except BaseException:
            self._client.abort_multipart_upload(**upload)
            raise

    def _write_parts(self, upload: Any, parts: Iterable[bytes]) -> None:
        done: list[Any] = []
        for number, part in enumerate(parts, start=1):
            answer = self._client.upload_part(**upload, PartNumber=number, Body=part)
            done.append({"PartNumber": number, "ETag": answer["ETag"]})
        self._client.complete_multipart_upload(**upload, MultipartUpload={"Parts": done})

    def read(self, name: str, start: int = 0) -> Iterator[bytes]:
        """One GetObject with a range; nothing after the end.

        Raises:
            NotFound: there is none of that name.
        """
        wanted: Any = {"Bucket": self._bucket, "Key": name}
        if start:
            wanted["Range"] = f"bytes={start}-"
        try:
            answer = self._client.get_object(**wanted)
        except ClientError as exc:
            if _code(exc) == _AFTER_END:
                return
            raise _missing(exc) from exc
        yield from answer["Body"].iter_chunks(_PIECE)

    def size(self, name: str) -> int | None:
        """One HeadObject."""
        try:
            return self._client.head_object(Bucket=self._bucket, Key=name)["ContentLength"]
        except ClientError as exc:
            if _code(exc) in _GONE:
                return None
            raise

    def remove(self, name: str) -> None:
        """One DeleteObject."""
        self._client.delete_object(Bucket=self._bucket, Key=name)

    def download_link(self, name: str, *, shown_as: str, seconds: int) -> str:
        """A presigned GET, saved by browsers under `shown_as`."""
        disposition = f"attachment; filename*=UTF-8''{quote(shown_as, safe='')}"
        return self._client.generate_presigned_url(
            "get_object",
            Params={
                "Bucket": self._bucket,
                "Key": name,
                "ResponseContentDisposition": disposition,
            },
            ExpiresIn=seconds,
        )

    def upload_link(self, name: str, *, size: int | None, seconds: int) -> str:
        """A presigned PUT; a length is signed with it, so that no other is taken."""
        length = {} if size is None else {"ContentLength": size}
        return self._client.generate_presigned_url(
            "put_object",
            Params={"Bucket": self._bucket, "Key": name, **length},
            ExpiresIn=seconds,
        )


def _parts(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The pieces gathered into parts of a multipart upload; one empty part of nothing."""
    part = bytearray()
    for piece in pieces:
        part += piece
        while len(part) >= _PART:
            yield bytes(part[:_PART])
            del part[:_PART]
    yield bytes(part)


def _chained(first: bytes, second: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield second
    yield from (part for part in rest if part)


def _code(exc: ClientError) -> str:
    return str(exc.response.get("Error", {}).get("Code", ""))


def _missing(exc: ClientError) -> Exception:
    return NotFound("There is no such file.") if _code(exc) in _GONE else exc
