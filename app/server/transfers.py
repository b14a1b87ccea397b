"""Files in and out: an upload streamed to disk by a one-use token, downloads of runs and of model packages."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from urllib.parse import quote, unquote

from anyio import to_thread
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response

from app.identity.person import Person
from app.server.visitor import visitor
from app.services.results import downloads, looks
from app.services.uploads import uploads
from app.texts import problem_text
from connectors.problem import Problem

_BLOCK = 1 << 20
_LET_GO = 1 << 30
_LET_GO_S = 60


async def upload(request: Request) -> Response:
    """POST the bytes of one file (its name in X-File-Name). Answers `{"upload": id, "state": …}`, or the problem in words."""
    person, platform = _person(request), request.app.state.wiring.platform
    parts = request.stream()
    name = unquote(request.headers.get("x-file-name", ""))[:255]
    length = request.headers.get("content-length")
    size = int(length) if length and length.isdigit() else None
    try:
        receiver = await to_thread.run_sync(uploads.begin, person, platform, request.path_params["ticket"], name, size)
        try:
            await _stream(parts, receiver)
            upload_id = await to_thread.run_sync(receiver.finish)
        except BaseException:
            await to_thread.run_sync(receiver.abort)
            raise
    except ClientDisconnect:
        return Response(status_code=499)
    except Problem as problem:
        await _let_go(parts)
        return JSONResponse({"problem": problem_text(problem, person.language), "about": problem.code}, status_code=422)
    return JSONResponse({"upload": upload_id, "state": await _read(person, request, upload_id)})


async def of_run(request: Request) -> Response:
    """A report, a table or a picture of a run, as a file."""
    person, platform = _person(request), request.app.state.wiring.platform
    run, file = request.path_params["run"], request.path_params["file"]
    return await _sent(request, lambda: downloads.of_run(person, platform, run, file, person.language))


async def look(request: Request) -> Response:
    """A picture of a run, or the cells of its map, for a page to show. No browser keeps it: on a shared PC it would outlive the
    sign-out."""
    person, platform = _person(request), request.app.state.wiring.platform
    run, file = request.path_params["run"], request.path_params["file"]
    kind, headers = looks.PNG, {"cache-control": "private, no-store"}
    try:
        if file.endswith(".json"):
            data = await to_thread.run_sync(looks.cells, person, platform, run, file)
            kind, headers["content-encoding"] = looks.JSON, "gzip"
        else:
            data = await to_thread.run_sync(looks.of_run, person, platform, run, file, person.language)
    except Problem as problem:
        return Response(problem_text(problem, person.language), status_code=404, media_type="text/plain; charset=utf-8")
    return Response(data, media_type=kind, headers=headers)


async def of_model(request: Request) -> Response:
    """The package of a model as one zip, or the standard form of one of its inputs."""
    person, platform = _person(request), request.app.state.wiring.platform
    model, file = request.path_params["model"], request.path_params["file"]
    return await _sent(request, lambda: downloads.of_model(person, platform, model, file, person.language))


async def of_draft(request: Request) -> Response:
    """The rows of an analysis being prepared that could not be used, as a workbook to correct."""
    person, platform = _person(request), request.app.state.wiring.platform
    draft, file = request.path_params["draft"], request.path_params["file"]
    return await _sent(request, lambda: downloads.of_draft(person, platform, draft, file, person.language))


async def _stream(parts: AsyncIterator[bytes], receiver: uploads.Receiver) -> None:
    block = bytearray()
    async for part in parts:
        block += part
        if len(block) >= _BLOCK:
            await to_thread.run_sync(receiver.write, bytes(block))
            block.clear()
    if block:
        await to_thread.run_sync(receiver.write, bytes(block))


async def _let_go(parts: AsyncIterator[bytes]) -> None:
    """Takes the rest of a refused file in and drops it: a browser still sending would hear of a broken line, not the reason."""
    left = _LET_GO
    with suppress(ClientDisconnect, TimeoutError):
        async with asyncio.timeout(_LET_GO_S):
            async for part in parts:
                left -= len(part)
                if left < 0:
                    return


async def _read(person: Person, request: Request, upload_id: str) -> str:
    # Reading a large file takes seconds: here, not in a rerun. A problem is kept on the upload and shown by the screen.
    try:
        view = await to_thread.run_sync(uploads.read, person, request.app.state.wiring.platform, upload_id)
    except Problem:
        return "problem"
    return str(view.state)


async def _sent(request: Request, make: Callable[[], downloads.File]) -> Response:
    try:
        file = await to_thread.run_sync(make)
    except Problem as problem:
        return Response(problem_text(problem, visitor(request).language), status_code=404, media_type="text/plain; charset=utf-8")
    kept = f"attachment; filename=\"{file.plain_name}\"; filename*=UTF-8''{quote(file.name)}"
    return Response(file.data, media_type=file.mime, headers={"content-disposition": kept, "cache-control": "no-store"})


def _person(request: Request) -> Person:
    person = visitor(request).person
    assert person is not None, "the gate lets nobody else through"
    return person
