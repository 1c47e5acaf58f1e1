"""Migrations of this slice."""
