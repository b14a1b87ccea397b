"""Mirrors the four floors; layout, words and packages are tests too."""
