"""A policy, its conditions and its rules as sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from app import session
from app.services.catalogue import wording
from app.session import say
from app.texts import pick
from data_catalog.personal import KINDS
from data_catalog.policy import ColumnRule, Condition, Policy, Subject
from models.kit.wording import Words


def rows_said(conditions: tuple[Condition, ...]) -> str:
    """All conditions of one policy, which hold together."""
    return wording.rows_said(conditions, session.language())


def rule_said(rule: ColumnRule) -> str:
    """How a column is shown."""
    return wording.rule_said(rule, session.language())


def who_said(subject: Subject, names: Mapping[str, Words]) -> str:
    """Whom a policy speaks of."""
    who = say("policy.who.everybody")
    if subject.organisation_id:
        known = names.get(subject.organisation_id)
        name = pick(known, session.language()) if known else "–"
        who = say(f"policy.who.{'below' if subject.below else 'organisation'}", organisation=name)
    if subject.role:
        who = say("policy.who.role", who=who, role=say(f"role.{subject.role}"))
    if subject.purpose:
        who = say("policy.who.purpose", who=who, purpose=say(f"purpose.{subject.purpose}"))
    return who


def column_said(rule: ColumnRule) -> str:
    """Of which column a rule is, or of which kind of columns."""
    return rule.column or kind_said(rule.kind)


def kind_said(kind: str) -> str:
    """A kind of columns: of personal values, or of fields."""
    return say("policy.kind.personal", kind=say(f"personal.kind.{kind}")) if kind in KINDS else say(f"field_kind.{kind}")


def policy_said(policy: Policy, names: Mapping[str, Words]) -> str:
    """A policy as one sentence."""
    columns = [say("policy.said.column", column=column_said(one), rule=rule_said(one)) for one in policy.columns]
    if policy.effect == "allow" and policy.others == "allow":
        columns.append(say("policy.said.others"))
    kind = "allow" if policy.effect == "allow" else "cap" if policy.columns else "deny"
    facts = {"who": who_said(policy.subject, names), "rows": rows_said(policy.rows)}
    return say(f"policy.said.{kind}", **facts) if kind == "deny" else say(f"policy.said.{kind}", **facts, columns=", ".join(columns))


def made_said(policy: Policy, made_by: str, why: str, *more: str) -> str:
    """Who made it, for which days, why, and what else is to be known of it, in a line."""
    starts, ends = policy.subject.starts, policy.subject.ends
    period = say("policy.said.period", first=starts or "", last=ends or "") if starts or ends else "–"
    about = [say("policy.said.made", name=made_by, period=period, revision=policy.revision), why, *more]
    return " · ".join(part for part in about if part)
