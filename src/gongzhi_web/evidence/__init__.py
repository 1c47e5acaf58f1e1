"""Exhibits on screen: what was sealed, where it lies in the log, and whether it still verifies."""
