"""Draws, signs people in, and lets each audience do what it may."""
