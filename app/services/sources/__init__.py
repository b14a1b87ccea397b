"""Sources beyond files: set up, fetched by schedule, told of when they fail."""
