"""The door to the sealed archive: opening it, writing through the flow, following it into rows."""
