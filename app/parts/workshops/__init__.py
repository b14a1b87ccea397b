"""Parts of the pages of workshops: making one, the board, a seat with its exercises."""
