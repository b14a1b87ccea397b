"""Campaigns: bringing a model to more organisations in phases, with a target each is to reach."""
