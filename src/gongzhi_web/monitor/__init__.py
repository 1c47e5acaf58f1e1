"""Live monitoring: what is on air now, what was found, and one room in full. Reads rows of the floors below, owns none."""
