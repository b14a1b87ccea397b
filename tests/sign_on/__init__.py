"""Providers of single sign-on for the tests: a hostile one of our own, a certified one, and one of another make."""
