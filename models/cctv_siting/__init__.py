"""Camera siting: the standard index of cells, blind spots, and where further cameras see the most people nobody sees."""
