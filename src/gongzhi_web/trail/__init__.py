"""The trail of an object: who did what to it and who looked at it, newest first, as far as the viewer may see."""
