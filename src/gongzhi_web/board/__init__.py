"""The register of leads on screen: the board of every unit, entering a lead, acting upon it."""
