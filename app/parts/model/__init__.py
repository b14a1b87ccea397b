"""What the page of a model is made of: what it gives, which data it needs, what one's own data can give it, how it works."""
