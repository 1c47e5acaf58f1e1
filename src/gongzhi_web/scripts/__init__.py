"""Scripts checked before they are said (话术自查)."""
