"""Tags of this slice."""
