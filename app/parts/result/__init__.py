"""What the page of a result is made of: findings, maps beside their lists, figures and tables, weights, and where it came from."""
