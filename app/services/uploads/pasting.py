"""A table pasted from a spreadsheet: the same way in as a file."""

from __future__ import annotations

from app.identity.person import Person
from app.services.platform import Platform
from app.services.uploads import uploads
from connectors.problem import Problem


def take(person: Person, platform: Platform, draft_id: str, input_name: str, pasted: str, name: str) -> str:
    """Takes the text of cells as a file of the draft and reads it; the upload's id.

    Problems: paste.no_table, and what receiving and reading raise (kept on the upload).
    """
    lines = [line for line in pasted.replace("\r\n", "\n").strip("\n").split("\n") if line.strip()]
    if len(lines) < 2 or not any("\t" in line for line in lines):
        raise Problem("paste.no_table")
    ticket = uploads.token(person, platform, draft_id, input_name)
    upload_id = uploads.store_stream(person, platform, ticket, name, [pasted.encode("utf-8")])
    uploads.read(person, platform, upload_id)
    return upload_id
