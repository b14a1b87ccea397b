"""The datasets that are kept: their cards, what is found in their versions, and what they could give a model."""
