"""Catalogue data for `modu run`: only as a person, and only what that person may see."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import select

from app.identity import person as people
from app.services.catalogue import access, datasets
from app.wiring import open_wiring
from connectors.files import TableRead
from connectors.problem import Problem
from data_catalog.disclosure import Protection
from data_catalog.protecting import protection
from data_catalog.records.tables import PersonRow
from models.kit.intake import AsRead


def brought(asked: argparse.Namespace, wanted: Mapping[str, str], folder: Path) -> tuple[dict[str, AsRead], Protection, str]:
    """Input → the newest version of the dataset named for it, as the person of `--as` sees it, copied into the folder;
    how counts of persons are protected, and the kind of the run: `training` where data made up for practice is among them, else `real`.

    Problems: cli.as_missing, cli.as_unknown, not_found.dataset, policy.nothing_allowed.
    """
    if not asked.as_person:
        raise Problem("cli.as_missing")
    platform = open_wiring(asked.home).platform
    with platform.records.reading() as session:
        row = session.scalar(select(PersonRow).where(PersonRow.login == people.same_form(asked.as_person)))
        person = people.load(session, row.id) if row else None
        protects = protection(session)
    if person is None:
        raise Problem("cli.as_unknown", login=asked.as_person[:60])
    found, versions = {}, []
    for name, dataset_id in wanted.items():
        line = datasets.line(person, platform, dataset_id, asked.purpose)
        opened = access.opened(person, platform, {"dataset_version": line.version_id, "purpose": asked.purpose or line.purpose})
        copied = folder / f"{name}.seen.parquet"
        shutil.copyfile(opened.path, copied)
        versions.append(line.version_id)
        found[name] = AsRead(copied, TableRead.from_json(opened.read or {}), opened.name)
    return found, protects, "training" if datasets.made_up(platform, versions) else "real"
