"""Who may come in and what they may do: accounts, their ways to sign in, roles, organisations."""
