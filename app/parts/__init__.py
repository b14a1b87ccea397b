"""Drawn pieces of the screens: values in, values out. What several screens draw lies here, what one draws in a folder of its name."""
