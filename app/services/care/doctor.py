"""Looks the platform over and says in plain words what is well, what to mind, and what to mend."""

from __future__ import annotations

import importlib.util
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import psutil
from sqlalchemy import func, select

from app import texts
from app.services import leaving, settings
from app.services.platform import Platform
from app.services.sign_on import providers
from connectors import confine, held
from connectors.problem import Problem
from data_catalog import datasets, reading
from data_catalog.records.store import head, revision
from data_catalog.records.tables import DatasetVersion, LedgerCheck, LedgerRow, LedgerSeal, PersonRow, Source, Worker
from data_catalog.trail import marks
from data_catalog.trail.stamp import stamp_of
from models.kit import library

GB = 1024**3


@dataclass(frozen=True)
class Check:
    """One thing looked at. `state`: ok, warn or bad; its sentence is the text `doctor.<code>.<state>` filled with the facts."""

    code: str
    state: str
    facts: Mapping[str, Any] = field(default_factory=dict)


def examine(platform: Platform) -> tuple[Check, ...]:
    """Every check in turn. One that breaks is itself bad news, and stops no other."""
    looks: tuple[Callable[[Platform], Check], ...] = (
        _disk, _memory, _home, _records, _lake, _orphans, _clock, _worker, _accounts, _font, _browser, _confinement,
        _outgoing, _sources, _trail, _providers,
    )  # fmt: skip
    return tuple(_safely(look, platform) for look in looks)


def sentence(check: Check, lang: str) -> str:
    """What was found, and what to do about it."""
    return texts.text(f"doctor.{check.code}.{check.state}", lang, **check.facts)


def to_json(checks: Iterable[Check]) -> list[dict[str, Any]]:
    """The checks as plain values, with their sentences in both languages."""
    return [
        {"code": check.code, "state": check.state, "facts": dict(check.facts)} | {lang: sentence(check, lang) for lang in texts.LANGUAGES}
        for check in checks
    ]


def _safely(look: Callable[[Platform], Check], platform: Platform) -> Check:
    try:
        return look(platform)
    except Exception as fault:
        return Check("broken", "bad", {"check": look.__name__.strip("_"), "fault": type(fault).__name__})


def _disk(platform: Platform) -> Check:
    free_gb = shutil.disk_usage(platform.home).free / GB
    state = "bad" if free_gb < 1 else "warn" if free_gb < 5 else "ok"
    return Check("disk", state, {"free_gb": round(free_gb, 1)})


def _memory(_platform: Platform) -> Check:
    memory = psutil.virtual_memory()
    state = "bad" if memory.available < 0.5 * GB else "warn" if memory.available < 2 * GB else "ok"
    return Check("memory", state, {"free_gb": round(memory.available / GB, 1), "total_gb": round(memory.total / GB, 1)})


def _home(platform: Platform) -> Check:
    if not os.access(platform.home, os.W_OK):
        return Check("home", "bad", {"folder": str(platform.home)})
    private = [platform.lake.datasets, platform.lake.runs, platform.lake.staging, platform.home / "secrets"]
    private += [path for path in (platform.home / "records.db",) if path.exists()]
    open_to_others = sorted({path.name for path in private if path.stat().st_mode & 0o077})
    return Check("home", "warn" if open_to_others else "ok", {"folder": str(platform.home), "names": open_to_others})


def _records(platform: Platform) -> Check:
    at, newest = revision(platform.records.engine), head()
    facts = {"kind": platform.records.kind, "revision": at or "–", "newest": newest}
    return Check("records", "ok" if at == newest else "bad", facts)


def _lake(platform: Platform) -> Check:
    """Every dataset version has its file, of the size it had."""
    with platform.records.reading() as session:
        rows = session.execute(select(DatasetVersion.dataset_id, DatasetVersion.id, DatasetVersion.size_bytes)).all()
    wrong = 0
    for dataset_id, version_id, size_bytes in rows:
        path = reading.whole_version(platform.lake, dataset_id, version_id)
        wrong += not path.exists() or path.stat().st_size != size_bytes
    return Check("lake", "bad" if wrong else "ok", {"versions": len(rows), "wrong": wrong})


def _orphans(platform: Platform) -> Check:
    count = len(datasets.orphans(platform.records, platform.lake))
    return Check("orphans", "warn" if count else "ok", {"count": count})


def _clock(platform: Platform) -> Check:
    """Without a network there is one thing to hold a clock against: it may not stand before what was done already."""
    now = platform.now()
    with platform.records.reading() as session:
        last = session.scalar(select(func.max(LedgerRow.at_utc)))
    behind = last is not None and now < last - timedelta(minutes=2)
    return Check("clock", "bad" if behind or now.year < 2024 else "ok", {"now": f"{now:%Y-%m-%d %H:%M} UTC"})


def _worker(platform: Platform) -> Check:
    with platform.records.reading() as session:
        alive = session.scalar(select(func.count()).select_from(Worker).where(Worker.lease_until_utc > platform.now())) or 0
    return Check("worker", "ok" if alive else "warn", {"alive": alive})


def _accounts(platform: Platform) -> Check:
    with platform.records.reading() as session:
        real = (
            session.scalar(select(func.count()).select_from(PersonRow).where(PersonRow.demo.is_(False), PersonRow.workshop_id.is_(None)))
            or 0
        )
    return Check("accounts", "ok" if real else "warn", {"people": real})


def _outgoing(platform: Platform) -> Check:
    hosts = [str(one) for one in leaving.gate(platform).listed]
    return Check("outgoing", "ok", {"count": len(hosts), "hosts": hosts or ["–"]})


def _sources(platform: Platform) -> Check:
    """Every secret opens with the key there is, and the last refresh of each source went well."""
    with platform.records.reading() as session:
        rows = session.scalars(select(Source)).all()
    vault, closed = leaving.vault(platform), []
    for row in rows:
        try:
            if row.secret:
                vault.open(row.secret, row.id)
        except Problem:
            closed.append(row.title)
    failing = [row.title for row in rows if row.failures]
    state = "bad" if closed else "warn" if failing else "ok"
    return Check("sources", state, {"count": len(rows), "names": (closed or failing)[:10], "file": str(vault.path)})


def _trail(platform: Platform) -> Check:
    """The last whole check of the audit trail, the days since without a seal, and the witnesses."""
    with platform.records.reading() as session:
        last = session.scalars(
            select(LedgerCheck).where(LedgerCheck.made_at_utc.is_not(None)).order_by(LedgerCheck.id.desc()).limit(1)
        ).first()  # fmt: skip
        sealed = session.scalars(select(LedgerSeal.day).order_by(LedgerSeal.number.desc()).limit(1)).first()
        late = session.scalar(select(func.count()).select_from(LedgerRow).where(LedgerRow.day < platform.today() - timedelta(days=1),
                              LedgerRow.id > func.coalesce(select(func.max(LedgerSeal.last_id)).scalar_subquery(), 0)))  # fmt: skip
    deaf = [str(path) for path in marks.witnesses() if not os.access(path if path.exists() else path.parent, os.W_OK)]
    made_at = last.made_at_utc if last is not None else None
    broken = last is not None and not (last.verdict or {}).get("whole")
    stale = made_at is not None and platform.now() - made_at > timedelta(days=3)
    never = {lang: texts.text("trail.not_yet", lang) for lang in texts.LANGUAGES}
    facts: dict[str, Any] = {"through": sealed.isoformat() if sealed else never, "file": deaf[0] if deaf else "–"}
    facts["checked"] = f"{made_at:%Y-%m-%d %H:%M} UTC" if made_at else never
    if broken:
        return Check("trail", "bad", facts | {"file": str(stamp_of(platform.home).path)})
    return Check("trail", "warn" if deaf or stale or late else "ok", facts)


def _providers(platform: Platform) -> Check:
    """Every provider of single sign-on can be read, and its secret is there. None is asked: that is the administrator's test."""
    found = providers.every(platform)
    wrong = sorted(found.faults)
    for key, one in found.providers.items():
        try:
            providers.secret(platform, one)
        except Problem:
            wrong.append(key)
    # Without it a provider is told the address that the browser asked for, and that is anybody's to write.
    unsaid = bool(found.providers) and not settings.value(platform, "portal_address")
    state = "bad" if wrong else "warn" if unsaid else "ok"
    return Check("providers", state, {"count": len(found.providers), "names": wrong[:10] or ["–"]})


def _font(_platform: Platform) -> Check:
    found = importlib.util.find_spec("koreanize_matplotlib")
    folder = Path(found.origin).parent if found and found.origin else None
    there = folder is not None and any(folder.rglob("NanumGothic.ttf"))
    return Check("font", "ok" if there else "bad")


def _browser(_platform: Platform) -> Check:
    # Said because people look for it: other tools of this kind need one on the server.
    return Check("browser", "ok")


def _confinement(_platform: Platform) -> Check:
    """Whether a process was held on this host, as one that runs code of others must be; and whose code does not run where not."""
    there = confine.available()
    facts = {"landlock": there.landlock, "seccomp": "+" if there.seccomp else "–"}
    if there.whole and _was_held():
        return Check("confinement", "ok", facts)
    shut = [model for model in library.models() if not library.is_own(model) and any(step.kind == "python" for step in model.steps)]
    return Check("confinement", "bad" if shut else "warn", {**facts, "models": [dict(model.title) for model in shut]})


def _was_held() -> bool:
    with tempfile.TemporaryDirectory(prefix="modu-doctor-") as place:
        return bool(held.call("connectors.confine:is_whole", None, Path(place), bounds=held.Bounds(2_000, 60)))
