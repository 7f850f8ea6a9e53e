"""Who is asking: accounts, passwords, sessions, tokens, and the Actor that comes of them."""
