"""The frame of every page: layout, menu, headers, error pages."""
