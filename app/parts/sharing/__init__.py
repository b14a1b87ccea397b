"""Pieces of the pages about what is given to colleagues."""
