"""When things happen more than they did: bursts, surges, trend and season, and the time until something is closed."""
