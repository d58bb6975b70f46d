"""Sealed files in an S3-compatible store, by its plain HTTP interface, signed as AWS signs (version 4)."""

import hashlib
import hmac
import http.client
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import parse_qs, quote, unquote, urlsplit

from sharp.files.refusals import NotThere, StoreAway

PART = 5 * 1024 * 1024
"""The least that S3 takes as a part of a larger file; what is smaller goes in one piece."""
PIECE = 256 * 1024
SECONDS = 60
DAY_ZERO = datetime(1970, 1, 1)
Query = Mapping[str, str]
_KEY = re.compile(rb"<Key>([^<]*)</Key>.*?<LastModified>(\d{4})-(\d\d)-(\d\d)", re.S)
_UPLOAD = re.compile(rb"<UploadId>([^<]+)</UploadId>")
_NEXT = re.compile(rb"<NextContinuationToken>([^<]+)</NextContinuationToken>")


@dataclass(frozen=True)
class Place:
    host: str
    port: int
    tls: bool
    bucket: str
    prefix: str
    region: str
    access: str
    secret: str = field(repr=False)


def read_place(url: str) -> Place:
    """`s3://ACCESS:SECRET@host/bucket/prefix?region=…`, as the settings have checked it."""
    parts = urlsplit(url)
    options = parse_qs(parts.query)
    bucket, _, prefix = parts.path.strip("/").partition("/")
    tls = "tls" not in options
    return Place(
        host=parts.hostname or "",
        port=parts.port or (443 if tls else 80),
        tls=tls,
        bucket=bucket,
        prefix=prefix,
        region=options.get("region", ["us-east-1"])[0],
        access=unquote(parts.username or ""),
        secret=unquote(parts.password or ""),
    )


class ObjectStore:
    def __init__(self, place: Place, own: str) -> None:
        self.place = place
        self.prefix = "/".join(filter(None, (place.prefix, own))) + "/"

    def put(self, name: str, pieces: Iterable[bytes]) -> None:
        parts = _in_parts(pieces)
        first = next(parts, b"")
        second = next(parts, None)
        if second is None:
            self._ask("PUT", name, body=first)
        else:
            self._put_large(name, first, second, parts)

    def _put_large(self, name: str, first: bytes, second: bytes, rest: Iterator[bytes]) -> None:
        started = _UPLOAD.search(self._ask("POST", name, {"uploads": ""}))
        if started is None:
            raise StoreAway("no upload id")
        upload = {"uploadId": started[1].decode()}
        try:
            tags = [self._put_part(name, upload, 1, first), self._put_part(name, upload, 2, second)]
            tags += [self._put_part(name, upload, number, part) for number, part in enumerate(rest, start=3)]
            listed = "".join(
                f"<Part><PartNumber>{number}</PartNumber><ETag>{tag}</ETag></Part>"
                for number, tag in enumerate(tags, start=1)
            )
            body = f"<CompleteMultipartUpload>{listed}</CompleteMultipartUpload>".encode()
            if b"<Error>" in self._ask("POST", name, upload, body):
                raise StoreAway("the parts were not put together")
        except BaseException:
            self._ask("DELETE", name, upload, may_miss=True)
            raise

    def _put_part(self, name: str, upload: Query, number: int, part: bytes) -> str:
        with self._answer("PUT", name, {**upload, "partNumber": str(number)}, part) as answer:
            return str(answer.getheader("ETag", ""))

    def read(self, name: str) -> Iterator[bytes]:
        pieces = self._read(name)
        next(pieces)  # it is there, or this raises
        return pieces

    def _read(self, name: str) -> Iterator[bytes]:
        with self._answer("GET", name) as answer:
            yield b""
            try:
                while piece := answer.read(PIECE):
                    yield piece
            except (OSError, http.client.HTTPException) as failed:
                raise StoreAway(type(failed).__name__) from failed

    def size(self, name: str) -> int | None:
        try:
            with self._answer("HEAD", name) as answer:
                return int(answer.getheader("Content-Length", "0"))
        except NotThere:
            return None

    def remove(self, name: str) -> None:
        self._ask("DELETE", name, may_miss=True)

    def days(self) -> Iterator[tuple[str, int]]:
        token: dict[str, str] = {}
        while True:
            found = self._ask("GET", "", {"list-type": "2", "prefix": self.prefix, **token})
            for key, *date in _KEY.findall(found):
                year, month, day = map(int, date)
                yield key.decode().removeprefix(self.prefix), (datetime(year, month, day) - DAY_ZERO).days
            more = _NEXT.search(found)
            if more is None:
                return
            token = {"continuation-token": more[1].decode()}

    def blur(self) -> None:
        """The store notes its own moments and lets nobody change them."""

    def _ask(
        self, method: str, name: str, query: Query | None = None, body: bytes = b"", *, may_miss: bool = False
    ) -> bytes:
        try:
            with self._answer(method, name, query, body) as answer:
                return answer.read()
        except NotThere:
            if may_miss:
                return b""
            raise
        except (OSError, http.client.HTTPException) as failed:
            raise StoreAway(type(failed).__name__) from failed

    @contextmanager
    def _answer(
        self, method: str, name: str, query: Query | None = None, body: bytes = b""
    ) -> Iterator[http.client.HTTPResponse]:
        """Raises NotThere, StoreAway."""
        key = f"/{self.prefix}{name}" if name else ""
        path, asked = quote(f"/{self.place.bucket}{key}"), _spelled(query or {})
        with closing(self._connection()) as connection:
            try:
                headers = sign(self.place, method, path, asked, body, datetime.now(UTC))
                connection.request(method, f"{path}?{asked}" if asked else path, body, headers)
                answer = connection.getresponse()
            except (OSError, http.client.HTTPException) as failed:
                raise StoreAway(type(failed).__name__) from failed
            if answer.status == 404:
                raise NotThere(name)
            if answer.status >= 300:
                raise StoreAway(str(answer.status))
            yield answer

    def _connection(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self.place.tls else http.client.HTTPConnection
        return kind(self.place.host, self.place.port, timeout=SECONDS)


def sign(place: Place, method: str, path: str, query: str, body: bytes, at: datetime) -> dict[str, str]:
    """The headers of one request; `path` and `query` as they go over the line."""
    moment, hashed = f"{at:%Y%m%dT%H%M%SZ}", hashlib.sha256(body).hexdigest()
    standard = place.port == (443 if place.tls else 80)
    host = place.host if standard else f"{place.host}:{place.port}"
    headers = {"host": host, "x-amz-content-sha256": hashed, "x-amz-date": moment}
    names = ";".join(headers)
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    asked = f"{method}\n{path}\n{query}\n{lines}\n{names}\n{hashed}"
    scope = f"{at:%Y%m%d}/{place.region}/s3/aws4_request"
    to_sign = f"AWS4-HMAC-SHA256\n{moment}\n{scope}\n{hashlib.sha256(asked.encode()).hexdigest()}"
    key = b"AWS4" + place.secret.encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()
    credential = f"AWS4-HMAC-SHA256 Credential={place.access}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {**headers, "Authorization": credential, "Content-Length": str(len(body))}


def _spelled(query: Query) -> str:
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in sorted(query.items()))


def _in_parts(pieces: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for piece in pieces:
        held += piece
        if len(held) >= PART:
            yield bytes(held)
            held.clear()
    if held:
        yield bytes(held)
