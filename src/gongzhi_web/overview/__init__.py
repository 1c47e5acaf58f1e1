"""Pages over all slices: one search box, the map of the organisation, and what a person should hear of."""
