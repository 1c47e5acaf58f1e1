"""Rows in PostgreSQL that hold what SQLite would hold; settings name this package as the engine."""
