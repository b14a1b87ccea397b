"""Object storage that speaks S3: lists a bucket and takes objects from it, each request signed (Signature Version 4).

The signing follows "Authenticating Requests (AWS Signature Version 4)" of the S3 API reference; buckets stand in the path.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, unquote_plus

from lxml import etree

from connectors.outgoing import Gate
from connectors.problem import Problem
from connectors.secrets import Secret
from connectors.services import web
from connectors.services.web import Answer
from connectors.storage.pick import Entry

_EMPTY = hashlib.sha256(b"").hexdigest()
_LIST_BYTES = 8 << 20
_MOST_LISTED = 100_000
_REFUSED = {403: "storage.refused", 404: "storage.not_there"}


@dataclass(frozen=True)
class Bucket:
    """One bucket: the address of its server, and whom it is opened as."""

    endpoint: str
    name: str
    key_id: str
    secret: Secret
    region: str = "us-east-1"


def listed(gate: Gate, bucket: Bucket, prefix: str) -> Iterator[Entry]:
    """The objects under a prefix; names are what follows it. Problems: storage.…, web.…, outgoing.…."""
    asked = {"list-type": "2", "prefix": prefix, "max-keys": "1000", "encoding-type": "url"}
    count = 0
    while True:
        body = bytearray()
        answer = _ask(gate, bucket, "", asked, body.extend, web.Limits(_LIST_BYTES, redirects=0))
        tree = _xml(answer, bytes(body), bucket.name)
        for item in tree.findall("{*}Contents"):
            key = item.findtext("{*}Key") or ""
            key = unquote_plus(key) if tree.findtext("{*}EncodingType") == "url" else key
            told = datetime.fromisoformat((item.findtext("{*}LastModified") or "1970-01-01T00:00:00Z").replace("Z", "+00:00"))
            if not key.endswith("/"):
                yield Entry(key.removeprefix(prefix), int(item.findtext("{*}Size") or 0), told.timestamp())
                count += 1
        token = tree.findtext("{*}NextContinuationToken")
        if tree.findtext("{*}IsTruncated") != "true" or not token or count >= _MOST_LISTED:
            return
        asked["continuation-token"] = token


def take(gate: Gate, bucket: Bucket, key: str, out: Path, limit_bytes: int, seconds: float = 600.0) -> None:
    """Writes one object to a file. Problems: as `listed`, storage.too_large."""
    with out.open("xb") as file:
        limits = web.Limits(limit_bytes, seconds, redirects=0)
        try:
            answer = _ask(gate, bucket, key, {}, file.write, limits)
        except Problem as problem:
            if problem.code == "web.too_large":
                raise Problem("storage.too_large", name=key, size_mb=limit_bytes >> 20, limit_mb=limit_bytes >> 20) from None
            raise
    _passed(answer, bucket.name)


def _ask(gate: Gate, bucket: Bucket, key: str, query: Mapping[str, str], take: Callable[[bytes], object], limits: web.Limits) -> Answer:
    """One signed request."""
    parts = web.split(bucket.endpoint)
    host = web.named(parts)
    path = f"{parts.path.rstrip('/')}/{_quoted(bucket.name)}" + (f"/{_quoted(key, '/')}" if key else "")
    asked = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in sorted(query.items()))
    headers = _signature(bucket, host, path, asked, datetime.now(UTC))
    return web.ask(gate, f"{parts.scheme}://{host}{path}" + (f"?{asked}" if asked else ""), take, limits, headers)


def _signature(bucket: Bucket, host: str, path: str, query: str, at: datetime) -> dict[str, str]:
    moment, day = f"{at:%Y%m%dT%H%M%SZ}", f"{at:%Y%m%d}"
    signed = {"host": host, "x-amz-content-sha256": _EMPTY, "x-amz-date": moment}
    names = ";".join(signed)
    canonical = "\n".join(["GET", path, query, *(f"{name}:{value}" for name, value in signed.items()), "", names, _EMPTY])
    scope = f"{day}/{bucket.region}/s3/aws4_request"
    to_sign = "\n".join(["AWS4-HMAC-SHA256", moment, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{bucket.secret.reveal()}".encode()
    for said in (day, bucket.region, "s3", "aws4_request"):
        key = hmac.digest(key, said.encode(), "sha256")
    signature = hmac.new(key, to_sign.encode(), "sha256").hexdigest()
    granted = f"AWS4-HMAC-SHA256 Credential={bucket.key_id}/{scope}, SignedHeaders={names}, Signature={signature}"
    return {"x-amz-content-sha256": _EMPTY, "x-amz-date": moment, "Authorization": granted}


def _passed(answer: Answer, name: str) -> None:
    if answer.status != 200:
        raise Problem(_REFUSED.get(answer.status, "storage.status"), host=answer.host, name=name, status=answer.status)


def _xml(answer: Answer, body: bytes, name: str) -> etree._Element:
    _passed(answer, name)
    try:
        return etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False))
    except etree.XMLSyntaxError:
        raise Problem("web.broken", host=answer.host) from None


def _quoted(said: str, safe: str = "") -> str:
    return quote(said, safe=f"-_.~{safe}")
