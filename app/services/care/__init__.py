"""Keeping the platform well: backup, restore, doctor, health, and destroying by date."""
