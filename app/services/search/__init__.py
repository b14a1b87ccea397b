"""Search: one measure over models, datasets and results, with the reason for each that is found."""
