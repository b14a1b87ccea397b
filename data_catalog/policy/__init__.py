"""Who may see which rows and columns: policies, how several combine, and the SQL that shows exactly what may be seen.

Default deny: a row or column is seen because a policy says so, or because the person keeps the dataset (they see all of it).

A policy lets in (allow) or closes (deny). Of one row, with f the row filter of an allowing and d that of a denying policy:

    f      d      the row
    true   false  is seen
    true   true   is not seen: closing wins
    true   NULL   is not seen: what cannot be told is closed (a denying policy passes a row only where its filter is false)
    false  any    is not seen
    NULL   any    is not seen: an empty cell lets nobody in

With several policies the rows are the union of what each lets in, less what any denying one takes. Of one cell of a seen row:

    rule by policies that let this row in   strictest cap that hits   shown
    allow                                   –                         the value
    allow, mask                             –                         the value (the most permissive of those that let the row in)
    mask; allow by one that does not        –                         masked: a policy gives nothing in a row it does not let in
    allow, mask                             hash                      the hash (a cap, a denying policy that names columns, wins)
    hash                                    mask                      the hash (a cap never opens)
    not named                               –                         nothing: a column is dropped unless named (or `others` is allow)

The rules from the most permissive: allow, round, generalise, mask, hash, drop; of two alike the finer is more permissive. So a cell shows
what one policy that lets its row in says, or less; what two policies give together of one row, both gave. A column dropped in
some rows is empty there; dropped in all it is not there at all.

A policy that cannot be read (a column that is gone, a value that is none) is closed: an allowing one lets nothing in, a denying one
takes every row of those it speaks of. It is told to the steward, never worked around.
"""

from data_catalog.policy.asker import Asker, asker_of
from data_catalog.policy.combine import Closed, Decided, Table, decide
from data_catalog.policy.compile import Guard, compiled
from data_catalog.policy.model import (
    EFFECTS,
    OPERATORS,
    PURPOSES,
    RULES,
    ColumnRule,
    Condition,
    Policy,
    Subject,
    check,
)

__all__ = [
    "EFFECTS",
    "OPERATORS",
    "PURPOSES",
    "RULES",
    "Asker",
    "Closed",
    "ColumnRule",
    "Condition",
    "Decided",
    "Guard",
    "Policy",
    "Subject",
    "Table",
    "asker_of",
    "check",
    "compiled",
    "decide",
]
