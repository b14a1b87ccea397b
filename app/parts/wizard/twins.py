"""Says that somebody of the same organisation brought the same rows before."""

from __future__ import annotations

from app import session
from app.parts.markup import plain, show, tag
from app.services.uploads import twins
from app.services.uploads.uploads import UploadView
from app.session import say


def note(view: UploadView) -> None:
    """One sentence for each dataset that holds these rows; nothing when none does."""
    if view.state != "read":
        return
    for twin in twins.of_upload(session.person(), session.platform(), view):
        key = "twins.own" if twin.own else "twins.other"
        show(tag("p", plain(say(key, title=twin.title, who=twin.who, on=twin.on.isoformat(), share=twin.share)), class_="mo-ask"))
