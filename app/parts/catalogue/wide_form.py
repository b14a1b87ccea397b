"""The form of a policy over all data of an organisation: of which data, to whom, how each kind of columns is shown, whom it touches."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from app import session
from app.parts.catalogue.policy_form import rule_of, subject_of, try_and_save
from app.parts.catalogue.policy_words import kind_said
from app.parts.markup import plain, show, table, tag
from app.services.catalogue import wide_policies
from app.services.catalogue.touched import Touched
from app.session import say
from data_catalog.policy import EFFECTS, ColumnRule, Policy, Subject
from models.kit.wording import Words

_SHOWN = 10
_KINDS = (*wide_policies.PERSONAL_KINDS, *wide_policies.FIELD_KINDS)


def draw(organisation: str, names: Mapping[str, Words], policy: Policy | None = None) -> None:
    """Draws the form, empty or with what a policy says."""
    key = policy.id if policy else f"new.{organisation}"
    old = policy or Policy("", "", "deny", organisation, Subject())
    title = st.text_input(say("policy.form.name"), old.title, key=f"wide.name.{key}", max_chars=200)
    left, right = st.columns(2)
    effect = left.selectbox(say("policy.form.effect"), EFFECTS, EFFECTS.index(old.effect), key=f"wide.effect.{key}",
                            format_func=lambda one: say(f"policy.effect.{one}"), filter_mode=None)  # fmt: skip
    tiers = ("", *wide_policies.TIERS)
    tier = right.selectbox(say("wide.tier"), tiers, tiers.index(old.tier or ""), key=f"wide.tier.{key}", format_func=tier_said,
                           filter_mode=None)  # fmt: skip
    subject = subject_of(old.subject, names, key)
    rules, others = _rules(old, effect, key)
    why = st.text_input(say("policy.form.why"), old.why, key=f"wide.why.{key}", max_chars=500)
    made = Policy(old.id, title or "", effect, organisation, subject, tier=tier or None, columns=rules, others=others, why=why or "")
    person, platform = session.person(), session.platform()
    try_and_save(
        "wide", key, made, lambda: effect_shown(wide_policies.tried(person, platform, organisation, made)),
        lambda: wide_policies.save(person, platform, organisation, made),
    )  # fmt: skip


def tier_said(tier: str | None) -> str:
    """Of which data a policy speaks."""
    return say("wide.tier_of", tier=say(f"tier.{tier}")) if tier else say("wide.tier_any")


def effect_shown(told: Touched, *, ending: bool = False) -> None:
    """Draws whom a policy touches: in one sentence, and the datasets."""
    facts = {"datasets": len(told.datasets), "all": told.spoken_of, "less": told.less, "more": told.more}
    key = "wide.touches_none" if not told.datasets else "wide.ends" if ending else "wide.touches"
    show(tag("p", tag("b", plain(say(key, **facts))), role="status"))
    if told.datasets:
        head = [say(f"wide.head.{name}") for name in ("dataset", "less", "more")]
        rows = [(one.title, f"{one.less:,}", f"{one.more:,}") for one in told.datasets[:_SHOWN]]
        show(table(head, rows, caption=say("wide.caption"), numeric=frozenset({1, 2})))
    if len(told.datasets) > _SHOWN:
        show(tag("p", plain(say("wide.more", count=len(told.datasets) - _SHOWN)), class_="mo-small"))


def _rules(old: Policy, effect: str, key: str) -> tuple[tuple[ColumnRule, ...], str]:
    show(tag("h3", plain(say("wide.columns"))), tag("p", plain(say(f"wide.columns_{effect}")), class_="mo-small"))
    others = "drop"
    if effect == "allow":
        others = st.radio(
            say("wide.others"), ("allow", "drop"), ("allow", "drop").index(old.others), key=f"wide.others.{key}", horizontal=True,
            format_func=lambda one: say(f"policy.choice.{one}"),
        )  # fmt: skip
    known = {one.kind: one for one in old.columns}
    chosen = st.multiselect(
        say("wide.kinds"), _KINDS, list(known), key=f"wide.kinds.{key}.{effect}", format_func=kind_said, placeholder=say("wide.kinds_none")
    )
    usual = "mask" if effect == "deny" else "allow"
    return tuple(rule_of(kind_said(kind), known.get(kind, ColumnRule(usual, "", kind)), f"{key}.{kind}") for kind in chosen), others
