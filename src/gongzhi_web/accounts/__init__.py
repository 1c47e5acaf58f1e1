"""Who may come in: organisations, people, roles, sign-in, and what they looked at."""
