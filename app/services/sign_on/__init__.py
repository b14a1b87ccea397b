"""Single sign-on: providers, tokens, who arrives by them, who leaves by them."""
