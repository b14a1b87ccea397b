"""The standard analysis models, their kit, and the methods they share."""
