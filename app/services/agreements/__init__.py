"""Agreements on the use of data between organisations: asked for, decided, in force, and looked up."""
