"""Drawn pieces used by several screens: values in, values out."""
