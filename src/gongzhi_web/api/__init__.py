"""HTTP API v1: the same verbs as the command line, for programs that act for a person with a token."""
