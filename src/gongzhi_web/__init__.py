"""The site: reads rows projected from the archive, writes only through the flow."""
