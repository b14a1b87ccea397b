"""Usage: counts of the ledger for supervisors, by organisation, model and month, with what they mean, and the yearly pack."""
