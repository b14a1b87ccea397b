"""Real files that nobody here made; only `make test-real` runs these."""
