"""One file a workload, each beside a named peer in the same run, ratios printed."""
