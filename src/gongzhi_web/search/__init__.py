"""Search over everything that one may see: the words of entries and cases, indexed by who may read them."""
