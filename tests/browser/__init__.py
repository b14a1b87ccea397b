"""The journeys people make, in headless Chromium against a portal that is really served."""
