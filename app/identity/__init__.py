"""Who is here: people, their roles and rights, passwords, sessions."""
