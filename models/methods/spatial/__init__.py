"""Where things gather: neighbours of places, statistics of what stands beside what, and how many of them chance would give."""
