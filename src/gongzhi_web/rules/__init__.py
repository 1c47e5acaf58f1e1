"""Rules as a lawyer reads them."""
