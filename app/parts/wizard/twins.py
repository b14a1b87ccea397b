"""Says that somebody of the same organisation brought the same rows before."""

from __future__ import annotations

from app import session
from app.parts.markup import plain, show, tag
from app.services.uploads import twins
from app.services.uploads.uploads import UploadView
from app.session import say


def note(view: UploadView) -> None:
    """One sentence for each dataset that holds these rows, for those that read alike only one; nothing when none does."""
    if view.state != "read":
        return
    found = twins.of_upload(session.person(), session.platform(), view)
    told = [
        say("twins.own" if one.own else "twins.other", title=one.title, who=one.who, on=one.on.isoformat(), share=one.share)
        for one in found
    ]
    for sentence in dict.fromkeys(told):
        show(tag("p", plain(sentence), class_="mo-ask"))
