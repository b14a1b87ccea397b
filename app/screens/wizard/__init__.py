"""The wizard: one thin file a step."""
