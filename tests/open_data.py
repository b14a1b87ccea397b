"""An open-data interface in the manner of data.go.kr, served on this machine: keys, pages, counts, codes, a quota."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "aB+/c=d1234-service-key"
_REASONS = {
    "22": "LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR",
    "30": "SERVICE_KEY_IS_NOT_REGISTERED_ERROR",
    "04": "HTTP_ERROR",
}


@dataclass
class OpenData:
    """The interface: `rows` it gives, `quota` of calls left, `stumbles` still to come, `asked` so far."""

    port: int = 0
    rows: list[dict[str, Any]] = field(default_factory=list)
    quota: int = 1_000
    stumbles: int = 0
    told_total: int | None = None
    same_page: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)

    def url(self, kind: str = "json") -> str:
        return f"http://127.0.0.1:{self.port}/1661000/{kind}/getList"

    def answer(self, kind: str, said: dict[str, str]) -> tuple[str, bytes]:
        """What one question gets; mistakes come as XML whatever was asked for, as on the portal."""
        self.asked.append(said)
        if said.get("serviceKey") != KEY:
            return _mistake("30")
        if self.quota <= 0:
            return _mistake("22")
        self.quota -= 1
        if self.stumbles > 0:
            self.stumbles -= 1
            return _mistake("04")
        number, size = 1 if self.same_page else int(said["pageNo"]), int(said["numOfRows"])
        rows = self.rows[(number - 1) * size : number * size]
        total = len(self.rows) if self.told_total is None else self.told_total
        if kind == "cloud":
            return "application/json", json.dumps({"currentCount": len(rows), "data": rows, "totalCount": total}).encode()
        head, body = {"resultCode": "00", "resultMsg": "NORMAL SERVICE."}, {"numOfRows": size, "pageNo": number, "totalCount": total}
        if kind == "json":
            items: Any = {"item": rows if len(rows) != 1 else rows[0]} if rows else ""
            return "application/json", json.dumps(
                {"response": {"header": head, "body": {"items": items, **body}}}, ensure_ascii=False
            ).encode()
        told = "".join(f"<item>{''.join(f'<{name}>{_xml(value)}</{name}>' for name, value in row.items())}</item>" for row in rows)
        counts = "".join(f"<{name}>{value}</{name}>" for name, value in body.items())
        return "application/xml", (
            '<?xml version="1.0" encoding="UTF-8"?><response>'
            "<header><resultCode>00</resultCode><resultMsg>NORMAL SERVICE.</resultMsg></header>"
            f"<body><items>{told}</items>{counts}</body></response>"
        ).encode()


@contextmanager
def served() -> Iterator[OpenData]:
    """The interface, answering until the end of the block."""
    made = OpenData()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            kind, body = made.answer(parts.path.split("/")[2], {name: value[0] for name, value in parse_qs(parts.query).items()})
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield made
    server.shutdown()
    server.server_close()


def _mistake(code: str) -> tuple[str, bytes]:
    return "application/xml", (
        "<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg>"
        f"<returnAuthMsg>{_REASONS[code]}</returnAuthMsg><returnReasonCode>{code}</returnReasonCode></cmmMsgHeader></OpenAPI_ServiceResponse>"
    ).encode()


def _xml(value: Any) -> str:
    return "" if value is None else str(value).replace("&", "&amp;").replace("<", "&lt;")
