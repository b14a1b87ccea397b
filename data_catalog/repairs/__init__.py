"""The cells of a file gathered by the repair that mends them; a person chooses, and the choice is kept with the mapping."""

from data_catalog.repairs.choosing import chosen, codes, mended, with_tokens
from data_catalog.repairs.group import Change, Group
from data_catalog.repairs.groups import groups
from data_catalog.repairs.othernames import CODE as OTHER_NAME
from data_catalog.repairs.othernames import with_names
from data_catalog.repairs.rule import ASK, NONE, OFFER, READ, UNREAD, Rule

__all__ = [
    "ASK",
    "NONE",
    "OFFER",
    "OTHER_NAME",
    "READ",
    "UNREAD",
    "Change",
    "Group",
    "Rule",
    "chosen",
    "codes",
    "groups",
    "mended",
    "with_names",
    "with_tokens",
]
