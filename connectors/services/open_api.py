"""Open-data interfaces in the manner of data.go.kr: a key, pages of rows in JSON or XML, a count of all, codes for what is wrong."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, quote, unquote, urlencode

from lxml import etree

from connectors.databases.rows import BATCH, RowFile
from connectors.outgoing import Gate
from connectors.problem import Problem
from connectors.secrets import Secret
from connectors.services import web

_PAGE_BYTES = 64 << 20
_MOST_PAGES = 10_000
_WAITS_S = (1.0, 4.0, 15.0)
# The codes all interfaces of data.go.kr share; the words beside them are the names the portal itself gives them.
_KEY = {"20": "refused", "30": "unknown", "31": "ended", "32": "address", "33": "unsigned"}
_AGAIN = frozenset({"01", "02", "04", "05", "21", "23"})
_ROWS = frozenset({"item", "items", "row", "rows", "data"})
_BODY = _ROWS | {"body"}
_FINE, _NO_ROWS, _QUOTA = frozenset({"", "0", "00", "000", "200", "INFO-0", "INFO-000"}), frozenset({"03", "3", "INFO-200"}), "22"


@dataclass(frozen=True)
class Interface:
    """One interface. `parameters`: what is asked besides the page; `calls`: how often it may still be asked today, None for no limit."""

    url: str
    key: Secret
    parameters: Mapping[str, str] = field(default_factory=dict)
    key_name: str = "serviceKey"
    page_name: str = "pageNo"
    size_name: str = "numOfRows"
    page_rows: int = 1_000
    calls: int | None = None


@dataclass(frozen=True)
class Page:
    """One page: its rows, and how many the interface says there are in all (None: it does not say)."""

    rows: Sequence[Mapping[str, Any]]
    total: int | None


@dataclass
class Count:
    """How often the interface was asked: the quota counts failures too."""

    calls: int = 0


def read(
    gate: Gate, asked: Interface, out: Path, limit_bytes: int, count: Count, *, sleep: Callable[[float], object] = time.sleep
) -> tuple[str, int]:
    """Writes the rows of all pages to `out`; gives what was asked, without the key, and the number of rows.

    Problems: api.…, web.…, outgoing.…, storage.too_large.
    """
    spool = out.with_suffix(".pages")
    columns: dict[str, None] = {}
    try:
        with spool.open("x+", encoding="utf-8") as kept:
            total, number = _spool(gate, asked, kept, columns, limit_bytes, count, sleep)
            if total is not None and number < total:
                raise Problem("api.rows_missing", told=total, came=number)
            kept.seek(0)
            with RowFile(out, list(columns), limit_bytes) as file:
                for rows in _batches(kept):
                    file.add([[_text(row.get(name)) for name in columns] for row in rows])
    finally:
        spool.unlink(missing_ok=True)
    return shown(asked), file.rows


def first(gate: Gate, asked: Interface, count: Count) -> Page:
    """The first page: a trial. Problems: as `read`."""
    return _page(gate, asked, 1, count, lambda _seconds: None)


def shown(asked: Interface) -> str:
    """What is asked, for the records: never the key."""
    parts = web.split(asked.url)
    said = {**dict(parse_qsl(parts.query)), **asked.parameters}
    said.pop(asked.key_name, None)
    query = urlencode(said)
    return f"{parts.scheme}://{web.named(parts)}{parts.path}" + (f"?{query}" if query else "")


def _spool(
    gate: Gate, asked: Interface, kept: IO[str], columns: dict[str, None], limit_bytes: int, count: Count, sleep: Callable[[float], object]
) -> tuple[int | None, int]:
    total, number, before = None, 0, None
    for page_number in range(1, _MOST_PAGES + 1):
        page = _page(gate, asked, page_number, count, sleep)
        total = page.total if page.total is not None else total
        if not page.rows:
            break
        if page.rows == before and len(page.rows) > 1:
            raise Problem("api.pages_repeat", page=page_number)
        for row in page.rows:
            columns.update(dict.fromkeys(row))
            kept.write(json.dumps(row, ensure_ascii=False) + "\n")
        if kept.tell() > limit_bytes:
            raise Problem("storage.too_large", name="", size_mb=kept.tell() >> 20, limit_mb=limit_bytes >> 20)
        number, before = number + len(page.rows), page.rows
        if total is not None and number >= total:
            break
    return total, number


def _page(gate: Gate, asked: Interface, number: int, count: Count, sleep: Callable[[float], object]) -> Page:
    """One page, asked again after a while when the interface stumbles."""
    for wait_s in (*_WAITS_S, None):
        if asked.calls is not None and count.calls >= asked.calls:
            raise Problem("api.quota_kept", calls=count.calls)
        count.calls += 1
        try:
            return _understood(*_asked(gate, asked, number))
        except Problem as problem:
            if problem.code not in ("api.stumbled", "web.broken", "web.slow", "outgoing.unreachable") or wait_s is None:
                raise
        sleep(wait_s)
    raise AssertionError


def _asked(gate: Gate, asked: Interface, number: int) -> tuple[web.Answer, bytes]:
    parts = web.split(asked.url)
    said = {**dict(parse_qsl(parts.query, keep_blank_values=True)), **asked.parameters}
    said |= {asked.page_name: str(number), asked.size_name: str(asked.page_rows)}
    said.pop(asked.key_name, None)
    # The portal hands the key out twice, once with its signs already spelled for an address.
    key = asked.key.reveal()
    key = quote(unquote(key) if "%" in key else key, safe="")
    query = f"{quote(asked.key_name)}={key}&{urlencode(said, quote_via=quote)}" if key else urlencode(said, quote_via=quote)
    body = bytearray()
    url = f"{parts.scheme}://{web.named(parts)}{quote(unquote(parts.path), safe='/')}?{query}"
    answer = web.ask(gate, url, body.extend, web.Limits(_PAGE_BYTES))
    return answer, bytes(body)


def _understood(answer: web.Answer, body: bytes) -> Page:
    text = body.lstrip(b"\xef\xbb\xbf \t\r\n")
    try:
        said = _of_xml(text) if text.startswith(b"<") else json.loads(text)
    except (ValueError, etree.XMLSyntaxError, RecursionError):
        said = None
    if isinstance(said, dict) and not _has_rows(said, answer.host):
        return Page((), 0)
    if answer.status in (401, 403):
        raise Problem("api.key_refused", host=answer.host, why="unknown", number=str(answer.status))
    if answer.status == 429:
        raise Problem("api.quota_over", host=answer.host)
    if answer.status >= 500:
        raise Problem("api.stumbled", host=answer.host, number=str(answer.status), said="")
    if answer.status != 200 or said is None:
        raise Problem("api.answer_unreadable", host=answer.host, status=answer.status)
    return Page(_rows(said, answer.host), _total(said))


def _has_rows(said: Mapping[str, Any], host: str) -> bool:
    """Whether there may be rows; raises what the interface says is wrong, wherever it says it."""
    code = str(_find(said, ("returnReasonCode", "resultCode", "CODE", "code"), _BODY) or "").strip()
    words = " ".join(str(_find(said, ("returnAuthMsg", "resultMsg", "MESSAGE", "msg"), _BODY) or "").split())[:120]
    plain = code.zfill(2) if code.isdigit() else code
    if plain.upper() in _FINE or plain in _NO_ROWS:
        return plain not in _NO_ROWS
    if plain == _QUOTA:
        raise Problem("api.quota_over", host=host)
    if plain in _KEY:
        raise Problem("api.key_refused", host=host, why=_KEY[plain], number=plain)
    if plain in _AGAIN:
        raise Problem("api.stumbled", host=host, number=plain, said=words)
    raise Problem("api.refused", host=host, number=plain[:20], said=words)


def _find(said: Any, names: Sequence[str], without: frozenset[str], depth: int = 4) -> Any:
    """The first value of one of these names, not looking into what may be rows."""
    if not isinstance(said, Mapping) or depth == 0:
        return None
    for name in names:
        if name in said and not isinstance(said[name], (Mapping, list)):
            return said[name]
    found = (_find(value, names, without, depth - 1) for key, value in said.items() if key not in without)
    return next((value for value in found if value is not None), None)


def _total(said: Any) -> int | None:
    told = _find(said, ("matchCount", "totalCount", "list_total_count", "TotalCount", "total"), _ROWS)
    return int(told) if str(told).strip().isdigit() else None


def _rows(said: Any, host: str) -> list[Mapping[str, Any]]:
    """The list of rows: the longest list of objects near the top; one object under `item` is a list of one."""
    best: list[Mapping[str, Any]] | None = None
    waiting: list[tuple[str, Any, int]] = [("", said, 0)]
    while waiting:
        name, value, depth = waiting.pop()
        if isinstance(value, list) and all(isinstance(item, Mapping) for item in value):
            best = value if best is None or len(value) > len(best) else best
        elif name in _ROWS and not value:
            best = best or []
        elif isinstance(value, Mapping) and depth < 5:
            if name in ("item", "row", "items") and value and not any(isinstance(inner, (Mapping, list)) for inner in value.values()):
                best = best or [value]
            waiting += [(key, inner, depth + 1) for key, inner in value.items()]
    if best is None and _total(said) != 0:
        raise Problem("api.answer_unreadable", host=host, status=200)
    return best or []


def _of_xml(text: bytes) -> dict[str, Any]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    root = etree.fromstring(text, parser)
    if root.getroottree().docinfo.doctype:
        raise ValueError("a document type")
    return {etree.QName(root).localname: _plain(root)}


def _plain(element: etree._Element) -> Any:
    """An element as JSON would say it: names that come again are a list."""
    children = [child for child in element if isinstance(child.tag, str)]
    if not children:
        return (element.text or "").strip()
    made: dict[str, Any] = {}
    for child in children:
        name, value = etree.QName(child).localname, _plain(child)
        if name in made:
            if not isinstance(made[name], list):
                made[name] = [made[name]]
            made[name].append(value)
        else:
            made[name] = value
    return made


def _batches(kept: IO[str]) -> Iterator[list[Mapping[str, Any]]]:
    batch = []
    for line in kept:
        batch.append(json.loads(line))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return ("true" if value else "false") if isinstance(value, bool) else repr(value) if isinstance(value, float) else str(value)
