"""The arrows between the parts, one file each."""
