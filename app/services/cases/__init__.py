"""Use cases: what was decided with a result, what came of it, two blind reviews, and a library others find them in."""
