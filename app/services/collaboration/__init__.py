"""Collaboration checks: partners say blind how working together goes, and see all answers side by side afterwards."""
