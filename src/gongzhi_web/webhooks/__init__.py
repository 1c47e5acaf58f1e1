"""What other systems are told: where an organisation wants it, what waits to be told, and telling it."""
