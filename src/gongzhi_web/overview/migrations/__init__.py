"""Changes to the tables of this slice."""
