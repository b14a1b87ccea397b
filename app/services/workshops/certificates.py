"""Certificates: made when the exercises asked for are done, given as a document, and confirmed by their number to anybody who has it."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import date, tzinfo

from sqlalchemy.orm import Session

from app.charts.numbers import clean, date_text
from app.identity import guards
from app.identity.demo import Caller
from app.identity.person import Person
from app.reports import diploma
from app.reports.blocks import Fact
from app.reports.diploma import Certificate
from app.services import teaching
from app.services.platform import Platform
from app.services.workshops import codes, exercising, qr
from app.services.workshops.joining import GUESSES
from app.texts import pick, text
from connectors.problem import Problem
from data_catalog import ledger, reading
from data_catalog.records import settings
from data_catalog.records.tables import Organisation, PersonRow, Seat, Workshop, WorkshopCertificate
from models.kit import library


@dataclass(frozen=True)
class Confirmed:
    """What a number proves. `holder`: the name that was typed where it is the certificate's, None where none was or it is another."""

    number: str
    title: str
    day: date
    organisation: dict[str, str]
    models: tuple[str, ...]
    holder: str | None
    name_wrong: bool


def missing(session: Session, row: Workshop, seat: Seat) -> int:
    """How many exercises a certificate still waits for."""
    return len(exercising.required(row) - exercising.done_of(session, seat.id))


def make(person: Person, platform: Platform, workshop_id: str) -> str:
    """The number of the seat's certificate, made when first asked for; also after the end, while the seat can be read.

    Problems: not_found.workshop, certificate.not_yet.
    """
    with platform.records.session() as session:
        row, seat = teaching.seated(session, person, workshop_id, held=True)
        if seat.certificate:
            return seat.certificate
        left = missing(session, row, seat)
        if left:
            raise Problem("certificate.not_yet", left=left)
        number = codes.certificate_number()
        day = reading.today_of(session, platform.now())
        name = session.get_one(PersonRow, person.id).name
        session.add(WorkshopCertificate(number=number, workshop_id=row.id, name_hash=codes.name_hash(number, name), day=day))
        seat.certificate = number
        teaching.note(session, platform, row, ledger.CERTIFICATE_MADE, person.id, seat=seat.number)
        return number


def document(person: Person, platform: Platform, workshop_id: str, lang: str, address: str) -> bytes:
    """The certificate as a PDF, to be confirmed at the portal with this address. Problems: those of `make`; report.not_made."""
    number = make(person, platform, workshop_id)
    with platform.records.reading() as session:
        row, seat = teaching.seated(session, person, workshop_id)
        body = clean(pick(session.get_one(Organisation, row.organisation_id).name, lang))
        trainer = clean(session.get_one(PersonRow, row.trainer_id).name)
        day, done = session.get_one(WorkshopCertificate, number).day, exercising.done_of(session, seat.id)
        zone = settings.local_zone(session)
    models = [library.load(model) for model in row.models]
    asked = exercising.required(row)
    beyond = {(model.id, one.name) for model, one in exercising.of_class(row)} - asked
    facts = {
        "title": clean(row.title),
        "held": _held(row, zone, lang, over=teaching.is_over(row, platform.now())),
        "models": ", ".join(clean(pick(model.title, lang)) for model in models),
        "exercises": _done(len(asked), len(beyond), len(done & beyond), lang),
    }
    return diploma.of(
        Certificate(
            lang=lang, title=text("certificate.title", lang), number=text("certificate.numbered", lang, number=number),
            name=clean(person.name), says=text("certificate.says", lang), checked=text("certificate.checked", lang),
            day=date_text(day, lang), organisation=body,
            facts=tuple(Fact(text(f"certificate.fact.{name}", lang), (said,)) for name, said in facts.items()),
            trainer=text("certificate.trainer", lang, name=trainer),
            verify=text("certificate.verify", lang, product=text("product.name", lang), address=f"{address}/certificate", number=number),
            code=qr.fitting(f"{address}/certificate/{number}", ""), alt=text("certificate.code", lang),
            made_at=platform.now().astimezone(zone),
        )
    )  # fmt: skip


def _done(asked: int, beyond: int, done: int, lang: str) -> str:
    """All that was asked for, and how many of the others."""
    more = " " + text("certificate.beyond", lang, done=done, count=beyond) if beyond else ""
    return text("certificate.exercises", lang, count=asked) + more


def _held(row: Workshop, zone: tzinfo, lang: str, *, over: bool) -> str:
    """The day and the hours, with how long it was; both days where it went past midnight. How long it will have been is not known before
    its end: a certificate of before tells the day alone."""
    if not over:
        return date_text(row.starts_at_utc.astimezone(zone), lang)
    first, last = row.starts_at_utc.astimezone(zone), max(row.starts_at_utc, row.ends_at_utc).astimezone(zone)
    end = f"{last:%H:%M}" if last.date() == first.date() else f"{date_text(last, lang)} {last:%H:%M}"
    hours, minutes = divmod(round((last - first).total_seconds() / 60), 60)
    long = [text(f"certificate.{name}", lang, count=count) for name, count in (("hours", hours), ("minutes", minutes)) if count]
    return f"{date_text(first, lang)} {first:%H:%M}–{end}" + (f" ({' '.join(long)})" if long else "")


def confirm(platform: Platform, number: str, name: str, caller: Caller) -> Confirmed:
    """What is behind a number, for anybody; the name only to who types it. Guesses are throttled.

    Problems: certificate.unknown, join.locked.
    """
    asked = codes.number_read(number)
    with platform.records.session() as session:
        guard = guards.key("certificate", caller.address)
        try:
            guards.attempt(session, guard, GUESSES, platform.now())
        except Problem as waits:
            raise Problem("join.locked", minutes=waits.facts["minutes"]) from None
        found = session.get(WorkshopCertificate, asked)
        if found is not None:
            row = session.get_one(Workshop, found.workshop_id)
            body = session.get_one(Organisation, row.organisation_id).name
            fits = bool(name.strip()) and hmac.compare_digest(codes.name_hash(asked, name), found.name_hash)
            if fits or not name.strip():
                guards.take_back(session, guard, GUESSES, platform.now())
            holder = " ".join(name.split())[:60] if fits else None
            return Confirmed(asked, row.title, found.day, body, tuple(row.models), holder, bool(name.strip()) and not fits)
    raise Problem("certificate.unknown", number=asked[:14])
