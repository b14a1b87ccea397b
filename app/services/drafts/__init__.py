"""Analyses being prepared: every answer kept by itself, and what was answered before."""
