"""What the pages of organisations and of looking as another are made of."""
