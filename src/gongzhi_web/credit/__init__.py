"""The credit ledger on screen: every entry with its reason, its weight and its end."""
