"""The house itself: layout, imports, words, locks."""
