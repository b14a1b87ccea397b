"""Runs analyses durably: a workflow a run, its computation in a confined child process that can be stopped at once."""
