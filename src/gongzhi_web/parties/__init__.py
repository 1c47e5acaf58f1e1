"""Parties on screen: admission, what is due, who takes part in a broadcast, the selection archive, the public licence page."""
