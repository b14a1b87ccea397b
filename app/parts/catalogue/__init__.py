"""What the pages of kept data and of their sources are made of."""
