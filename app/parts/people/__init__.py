"""What the page of people is made of."""
