"""The law browser: provisions on a day, what changed between two days, and the duties of a role."""
