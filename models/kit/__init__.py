"""Loads, checks and runs standard analysis packages."""
