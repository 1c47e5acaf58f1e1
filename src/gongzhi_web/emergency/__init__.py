"""Stopping a broadcast at once on screen: the duty officer's page, the clock until somebody confirms, the party's notice."""
