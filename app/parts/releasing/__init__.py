"""Taking results out where a reviewer has to approve it: asking, deciding, and what would leave."""
