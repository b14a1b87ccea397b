"""What a model's package hands out: its texts, its form to fill in, its letter of request."""
