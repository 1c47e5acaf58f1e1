"""Live rooms on screen: the monitor and the room page."""
