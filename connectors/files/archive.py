"""Reads the one table inside a zip: a member by name, or the largest that can be one; nothing is unpacked under its own name."""

from __future__ import annotations

import errno
import hashlib
import lzma
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import IO

from connectors.files.table import Note, ReadOptions, TableRead
from connectors.problem import Problem

TABLES = (
    ".csv", ".tsv", ".txt", ".dat", ".data", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".parquet", ".json", ".jsonl", ".ndjson",
    ".geojson", ".gpkg", ".hwpx", ".shp", ".dbf",
)  # fmt: skip
_BESIDE = (".dbf", ".shx", ".prj", ".cpg")
_STEP = 1024**2


@dataclass(frozen=True)
class Member:
    """A table in an archive: its name as shown, and the parts that belong to it."""

    name: str
    parts: tuple[zipfile.ZipInfo, ...]

    @property
    def size(self) -> int:
        """What its parts weigh unpacked, as the archive says."""
        return sum(part.file_size for part in self.parts)


def files_in(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The members that are files; one without a name (a broken directory) is none."""
    return [info for info in archive.infolist() if info.filename and not info.is_dir()]


def tables_in(archive: zipfile.ZipFile) -> list[Member]:
    """What could be a table, the largest first; the parts of a shapefile are one."""
    infos = [info for info in files_in(archive) if not _is_hidden(shown(info))]
    by_name = {shown(info).casefold(): info for info in infos}
    shapes = {shown(info).casefold().removesuffix(".shp") for info in infos if shown(info).casefold().endswith(".shp")}
    found = []
    for info in infos:
        name = shown(info)
        stem, suffix = name.casefold().removesuffix(PurePosixPath(name).suffix.casefold()), PurePosixPath(name).suffix.casefold()
        if suffix not in TABLES or (suffix in _BESIDE and stem in shapes):
            continue
        beside = [by_name[stem + part] for part in _BESIDE if suffix == ".shp" and stem + part in by_name]
        found.append(Member(name, (info, *beside)))
    return sorted(found, key=lambda each: -each.size)


def shown(info: zipfile.ZipInfo) -> str:
    """The member's name; Korean names were mostly stored in CP949 without saying so."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("cp949")
    except UnicodeError:
        return info.filename


def read_member(
    path: Path, out: Path, options: ReadOptions, shown_name: str, read: Callable[[Path, Path, ReadOptions, str], TableRead]
) -> TableRead:
    """The table of one member. Raises `file.member_unknown`, `file.encrypted`, `file.unpacks_too_large`, and as `unpacking`."""
    with unpacking(shown_name):
        archive = zipfile.ZipFile(path)
    with archive, tempfile.TemporaryDirectory(dir=out.parent) as place:
        members = tables_in(archive)
        names = tuple(each.name for each in members)
        chosen = next((each for each in members if options.member in (None, each.name)), None)
        if chosen is None:
            raise Problem("file.member_unknown", file=shown_name, member=options.member, members=list(names[:20]))
        left = options.unpacked_limit_mb * 1024**2
        for part in chosen.parts:
            target = Path(place) / f"member{PurePosixPath(shown(part)).suffix.lower()}"
            left -= _unpack(archive, part, target, left, shown_name, options.unpacked_limit_mb)
        main = Path(place) / f"member{PurePosixPath(chosen.name).suffix.lower()}"
        found = read(main, out, replace(options, member=None), chosen.name)
    notes = list(found.notes)
    if len(names) > 1:
        notes.insert(0, Note("member_chosen", {"member": chosen.name, "others": [name for name in names if name != chosen.name][:20]}))
    else:
        notes.insert(0, Note("member_read", {"member": chosen.name}))
    with path.open("rb") as file:
        fingerprint = hashlib.file_digest(file, "sha256").hexdigest()
    size = path.stat().st_size
    return replace(found, notes=tuple(notes), fingerprint=fingerprint, size_bytes=size, member=chosen.name, members=names)


def _unpack(archive: zipfile.ZipFile, part: zipfile.ZipInfo, target: Path, left: int, shown_name: str, limit_mb: int) -> int:
    """Writes the part and gives its true size: what the archive says of it is not believed."""
    size = 0
    with target.open("wb") as file, unpacking(shown_name), member(archive, part, shown_name) as source:
        while piece := source.read(_STEP):
            size += len(piece)
            if size > left:
                raise Problem("file.unpacks_too_large", file=shown_name, unpacked_mb=limit_mb)
            file.write(piece)
    return size


def member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, shown_name: str) -> IO[bytes]:
    """What the member holds, to be read; use it within `unpacking`. Raises `file.encrypted`."""
    if info.flag_bits & 1:
        raise Problem("file.encrypted", file=shown_name)
    return archive.open(info)


@contextmanager
def unpacking(shown_name: str) -> Iterator[None]:
    """Says what stands in the way of unpacking: `file.zip_method` for a way of packing not known here, `file.cut_off` for broken bytes."""
    try:
        yield
    except NotImplementedError:  # so zipfile says that it knows no such way of packing
        raise Problem("file.zip_method", file=shown_name) from None
    except (zipfile.BadZipFile, EOFError, UnicodeError, zlib.error, lzma.LZMAError):
        raise Problem("file.cut_off", file=shown_name) from None
    except OSError as fault:
        # Broken bz2 bytes are an OSError without a number, a member said to begin before the file an invalid argument;
        # a full disk is no fault of the file.
        if fault.errno not in (None, errno.EINVAL):
            raise
        raise Problem("file.cut_off", file=shown_name) from None


def _is_hidden(name: str) -> bool:
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith((".", "~$"))
