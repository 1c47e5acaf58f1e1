"""Everything that touches disk, network, clock, model or broker."""
