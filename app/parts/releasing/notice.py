"""How it stands with taking a result out: said where its files are offered, with the way to ask for it."""

from __future__ import annotations

from app import session
from app.parts import going
from app.parts.markup import badge, plain, show, tag
from app.services.sharing.release_register import Standing
from app.session import say
from app.texts import pick

_KINDS = {"approved": "good", "returned": "bad", "asked": "info"}


def draw(run_id: str, found: Standing) -> None:
    """Draws it; nothing where nobody has to let it go."""
    if found.state == "free":
        return
    lang = session.language()
    facts = {"why": reasons_said(found.reasons), "bodies": [pick(body, lang) for body in found.bodies]}
    mark = badge(say(f"release.state.{found.state}"), _KINDS.get(found.state, "warn"))
    lines = [tag("p", mark, " ", plain(say(f"release.told.{found.state}", **facts)), role="status")]
    if found.comment:
        lines.append(tag("blockquote", plain(found.comment)))
    show(*lines)
    if found.state in ("asked", "approved", "returned") and found.release_id:
        going.link("requests", say("release.open"), icon=":material/arrow_forward:", release=found.release_id)
    if found.state not in ("asked", "approved"):
        going.link("requests", say("release.ask_go"), icon=":material/outbox:", take=run_id)


def reasons_said(reasons: tuple[str, ...]) -> list[str]:
    """For which data it waits, in words."""
    return [say(f"release.data.{one}") if one in ("personal", "granted") else say("release.data.tier", tier=say(f"tier.{one}"))
            for one in reasons]  # fmt: skip
