"""The words headers are made of: cuts a header into concepts and says how alike two headers are in meaning."""

from data_catalog.terms.adding import add_words
from data_catalog.terms.cut import clean, compact, terms
from data_catalog.terms.lexicon import Term
from data_catalog.terms.meaning import kinship, likeness, roles, stem

__all__ = ["Term", "add_words", "clean", "compact", "kinship", "likeness", "roles", "stem", "terms"]
