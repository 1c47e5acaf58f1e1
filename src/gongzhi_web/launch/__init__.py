"""Starting the site: prepare the store, run the server processes side by side, restart what falls, stop together."""
