"""The files of a draft: taken in, read, held for their personal values, mended, kept or let go."""
