"""Single sign-on as a browser, a provider and an attacker meet it."""
