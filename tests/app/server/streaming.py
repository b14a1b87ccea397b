"""A tab without a browser: speaks the page's own protocol over its WebSocket, so that a rerun can be asked for and timed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from types import TracebackType

from google.protobuf import text_format
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

_LARGEST = 64 << 20
PATIENCE_S = 60.0


@dataclass
class Drawn:
    """What one run of a script sent: the parts it drew and the page it ran. `begun`: how often the page was begun until one was drawn to
    its end."""

    page: str = ""
    begun: int = 0
    fragments: set[str] = field(default_factory=set)
    polling: dict[str, float] = field(default_factory=dict)
    parts: list[Delta] = field(default_factory=list)
    sent_bytes: int = 0

    def says(self, words: str) -> bool:
        """Whether the words stand in one of the parts."""
        return any(words in text_format.MessageToString(part, as_utf8=True) for part in self.parts)

    def button(self, key: str) -> str:
        """The id of the button of that key."""
        drawn = [part.new_element.button.id for part in self.parts if part.HasField("new_element")]
        return next(found for found in drawn if found.endswith(key))

    def file(self, key: str) -> str:
        """The name by which the file of a download button is asked for, one that is made only then."""
        drawn = [part.new_element.download_button for part in self.parts if part.HasField("new_element")]
        return next(found.deferred_file_id for found in drawn if found.id.endswith(key))


class Tab:
    """One page of one person. `async with Tab(…) as tab: await tab.show("result", run=…)`."""

    def __init__(self, port: int, cookies: dict[str, str], *, session: str = "") -> None:
        """`session` names the one this tab had on an earlier line."""
        self.page = ""
        self.main = ""
        self.session = session
        self.path = ""
        self.query = ""
        self._address = f"ws://127.0.0.1:{port}/_stcore/stream"
        self._here = f"http://127.0.0.1:{port}"
        self._cookie = "; ".join(f"{name}={value}" for name, value in cookies.items())
        self._line: ClientConnection | None = None

    async def __aenter__(self) -> Tab:
        self._line = await connect(
            self._address, subprotocols=[Subprotocol(name) for name in ("streamlit", "none", self.session) if name], origin=self._here,  # type: ignore[arg-type]
            additional_headers={"Cookie": self._cookie}, max_size=_LARGEST, compression=None, open_timeout=PATIENCE_S, proxy=None,
        )  # fmt: skip
        return self

    async def __aexit__(self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        await self.line.close()

    @property
    def line(self) -> ClientConnection:
        assert self._line is not None, "the tab is open only within its block"
        return self._line

    async def show(self, page_name: str, **ids: str) -> Drawn:
        """Opens a page by its address."""
        self.path, self.page, self.query = page_name, "", "&".join(f"{name}={value}" for name, value in ids.items())
        await self.ask(page_name=page_name)
        return await self.drawn()

    async def again(self, fragment: str = "", moved: dict[str, float] | None = None, clicked: str = "") -> Drawn:
        """Runs the page, or one fragment of it, once more; `moved` holds sliders by their id, with what they say now, `clicked`
        is the id of a button."""
        await self.ask(fragment=fragment, moved=moved, clicked=clicked)
        return await self.drawn()

    async def ask(
        self, *, page: str | None = None, page_name: str = "", fragment: str = "", auto: bool = False,
        moved: dict[str, float] | None = None, clicked: str = "",
    ) -> None:  # fmt: skip
        """Sends the wish for a rerun and waits for nothing; `page` stands for the page this tab shows unless given."""
        wish = BackMsg()
        state = wish.rerun_script
        state.query_string, state.page_name, state.fragment_id, state.is_auto_rerun = self.query, page_name, fragment, auto
        state.page_script_hash = self.page if page is None else page
        state.context_info.timezone, state.context_info.locale, state.context_info.url = "Asia/Seoul", "ko-KR", f"{self._here}/{self.path}"
        for name, value in (moved or {}).items():
            state.widget_states.widgets.add(id=name).double_array_value.data.append(value)
        if clicked:
            state.widget_states.widgets.add(id=clicked).trigger_value = True
        await self.line.send(wish.SerializeToString())

    async def taken(self, file_id: str, quiet_s: float = 20.0) -> str | None:
        """The address of a file that is made when it is asked for; None when no answer comes."""
        wish = BackMsg()
        asked = wish.backend_operation_request
        asked.request_id, asked.session_id, asked.deferred_file.file_id = "1", self.session, file_id
        await self.line.send(wish.SerializeToString())
        message = ForwardMsg()
        while not message.HasField("backend_operation_response"):
            try:
                message.ParseFromString(bytes(await asyncio.wait_for(self.line.recv(decode=False), quiet_s)))
            except TimeoutError:
                return None
        return message.backend_operation_response.deferred_file.url

    async def drawn(self) -> Drawn:
        """What comes until a run has finished. A run that gives way to another is not an end."""
        found = Drawn()
        while True:
            message = ForwardMsg()
            data = await asyncio.wait_for(self.line.recv(), PATIENCE_S)
            assert isinstance(data, bytes)
            message.ParseFromString(data)
            found.sent_bytes += len(data)
            if self._note(found, message):
                return found

    async def pages(self, quiet_s: float = 1.5) -> list[str]:
        """The page of each run that comes, fragments' too, until nothing has come for a while."""
        found: list[str] = []
        while True:
            message = ForwardMsg()
            try:
                message.ParseFromString(bytes(await asyncio.wait_for(self.line.recv(decode=False), quiet_s)))
            except TimeoutError:
                return found
            self._note(Drawn(), message)
            if message.HasField("new_session"):
                found.append(message.new_session.page_script_hash)
            if message.HasField("navigation"):
                found.append(message.navigation.page_script_hash)

    async def kinds(self) -> list[str]:
        """The kinds of message that come until a run has finished."""
        found: list[str] = []
        while not found or found[-1] != "script_finished":
            message = ForwardMsg()
            message.ParseFromString(bytes(await asyncio.wait_for(self.line.recv(decode=False), PATIENCE_S)))
            found.append(message.WhichOneof("type") or "")
        return found

    async def states(self) -> list[str]:
        """What a browser is told of how far the script is, in order, until it rests: `begins`, `early` (an end because it
        begins anew), `finished`, `works` and `rests`."""
        found: list[str] = []
        while found[-2:] != ["finished", "rests"]:
            message = ForwardMsg()
            message.ParseFromString(bytes(await asyncio.wait_for(self.line.recv(decode=False), PATIENCE_S)))
            kind = message.WhichOneof("type")
            if kind == "new_session" and not message.metadata.run.fragment_ids:
                found.append("begins")
            elif kind == "session_status_changed":
                found.append("works" if message.session_status_changed.script_is_running else "rests")
            elif kind == "script_finished":
                found.append("early" if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN else "finished")
        return found

    def _note(self, found: Drawn, message: ForwardMsg) -> bool:
        kind = message.WhichOneof("type")
        if kind == "new_session":
            found.page = message.new_session.page_script_hash
            self.main, self.session = message.new_session.main_script_hash, message.new_session.initialize.session_id
            if not message.metadata.run.fragment_ids:
                self.page = found.page
                found.begun += 1
                # What a run before this one drew and did not finish is gone, and what asks again by itself with it.
                found.parts.clear(), found.polling.clear(), found.fragments.clear()
        elif kind == "navigation":
            self.page = message.navigation.page_script_hash
        elif kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "auto_rerun":
            found.polling[message.auto_rerun.fragment_id] = message.auto_rerun.interval
        elif kind == "delta":
            found.parts.append(message.delta)
            if message.delta.fragment_id:
                found.fragments.add(message.delta.fragment_id)
        elif kind == "script_finished":
            return bool(message.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN)
        return False
