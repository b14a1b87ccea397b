"""Single sign-on below the server: providers, tokens, who arrives and who leaves."""
