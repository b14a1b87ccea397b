"""Keeps a page whole while lines break and clicks come quickly: what reaches a tab always belongs to the page it shows.

Six ways in which Streamlit's page ends empty, torn or elsewhere, each found by trying:
- A part that asks again by itself, or a quick second click, sends its wish after another page was asked for. It runs behind
  the new page, the browser is told of the old one, and lets go of everything drawn.
- A line breaks in mid-drawing. The new line brings the rest of a run whose beginning was lost, and the page breaks on it.
- A line breaks between the word that a page begins, which empties the one before, and the word that it is being worked at. The
  browser then believes that nothing is under way, asks for nothing on the new line, and stays bare.
- A line breaks between a run that ended early because it begins anew and that new run. The browser again believes that nothing
  is under way, and stays with what the first of the two had drawn over the page before.
- A line breaks before the first page has its name. The browser then asks for no page in particular and lands at home.
- The session behind the line is gone (the portal was started again). It knows no parts, and clicks on them do nothing.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from google.protobuf.message import DecodeError
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.SessionStatus_pb2 import SessionStatus

from app.sitemap import SCREENS

_PATHS = frozenset(item.path for item in SCREENS)
# How a message begins that tells of a run, by the number of its field; its hash and metadata stand before it.
NEW_SESSION, _NAVIGATION = b"\x22", b"\xba\x01"
_DELTA, FINISHED, _PAGE_INFO, _AUTO_RERUN = b"\x2a", b"\x30", b"\x62", b"\xaa\x01"
_BEFORE = b"\x0a\x12"
# Told before a run begins: a browser that knows it by then asks again by itself when its line breaks.
_AT_WORK = ForwardMsg(session_status_changed=SessionStatus(script_is_running=True)).SerializeToString()
_STATUS = b"\x4a"
# What a page of ours asks for; the rest is for developers: one of them empties what is kept for everybody, one writes files.
_WISHES = frozenset({"rerun_script", "stop_script", "app_heartbeat"})
_FILE = "deferred_file"  # one that is made when it is taken, by a name nobody can guess


class SteadyPages:
    """Watches the WebSocket of each tab. `main` is Streamlit's name for no page in particular."""

    def __init__(self, app: ASGIApp, main: str) -> None:
        self.app = app
        self.main = main

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        line = _Line(self.main)

        async def hear() -> Message:
            while True:
                message = await receive()
                if message["type"] != "websocket.receive" or not message.get("bytes"):
                    return message
                heard = line.heard(message["bytes"])
                if heard is not None:
                    return {**message, "bytes": heard}

        async def tell(message: Message) -> None:
            if message["type"] == "websocket.send" and message.get("bytes"):
                told = line.told(message["bytes"])
                if told is None:
                    return
                if kind(told) == NEW_SESSION:
                    await send({**message, "bytes": _AT_WORK})
                message = {**message, "bytes": told}
            await send(message)

        await self.app(scope, hear, tell)


class _Line:
    """One line of one tab: the page it shows or has asked for, and whether a run began on it."""

    def __init__(self, main: str) -> None:
        self.main = main
        self.page = ""
        self.asked = False
        self.began = False
        self.begins_anew = False

    def heard(self, data: bytes) -> bytes | None:
        """A wish as Streamlit is to hear it; None when it is for a part of a page that has gone, or none of a page's."""
        wish = BackMsg()
        try:
            wish.ParseFromString(data)
        except DecodeError:
            return data  # Streamlit closes the line on it, and says so in its log
        kind = wish.WhichOneof("type")
        if kind != "rerun_script":
            return data if kind in _WISHES or wish.backend_operation_request.WhichOneof("payload") == _FILE else None
        state = wish.rerun_script
        if state.fragment_id and self.asked:
            return data if state.page_script_hash == self.page else None
        # Nothing was asked for on this line yet: its session may know no part, so the whole page is drawn.
        state.fragment_id, state.is_auto_rerun, self.asked = "", False, True
        if state.page_script_hash == self.main:
            state.page_script_hash, state.page_name = "", _page_name(state.context_info.url)
        self.page = state.page_script_hash
        return wish.SerializeToString()

    def told(self, data: bytes) -> bytes | None:
        """What the browser is told; None for the rest of a run of an earlier line, and for the pause between two runs of one click."""
        of = kind(data)
        paused = of == _STATUS and self.begins_anew and not ForwardMsg.FromString(data).session_status_changed.script_is_running
        if of == NEW_SESSION:
            self.began, self.begins_anew = True, False
        elif paused or (not self.began and of in (_DELTA, FINISHED, _PAGE_INFO, _AUTO_RERUN, _NAVIGATION)):
            return None
        elif of == FINISHED:
            self.begins_anew = ForwardMsg.FromString(data).script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN
        return self._of_this_page(data) if of in (NEW_SESSION, _NAVIGATION) else data

    def _of_this_page(self, data: bytes) -> bytes:
        message = ForwardMsg()
        message.ParseFromString(data)
        if message.HasField("navigation"):
            self.page = message.navigation.page_script_hash
        elif not message.metadata.run.fragment_ids:
            self.page = message.new_session.page_script_hash
        elif self.page and message.new_session.page_script_hash != self.page:
            # A part of the page before ran all the same: to the browser it is one of the page shown.
            message.new_session.page_script_hash = self.page
            return message.SerializeToString()
        return data


def _page_name(address: str) -> str:
    name = urlsplit(address).path.strip("/")
    return name if name in _PATHS else ""


def kind(data: bytes) -> bytes:
    """The first bytes of the message proper, one or two."""
    at = 0
    while at < len(data) and data[at] in _BEFORE:
        at, length, shift = at + 1, 0, 0
        while True:
            length |= (data[at] & 0x7F) << shift
            at, shift = at + 1, shift + 7
            if data[at - 1] < 0x80:
                break
        at += length
    return data[at : at + 2] if data[at : at + 1] >= b"\x80" else data[at : at + 1]
