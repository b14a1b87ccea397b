"""Single sign-on by OpenID Connect, on routes of our own."""
