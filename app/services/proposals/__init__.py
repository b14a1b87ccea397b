"""Proposals of analyses that should be made: taken in, looked through for what is there already, and voted on by a committee."""
