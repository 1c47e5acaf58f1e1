"""Who looked at personal data and who did which act, for the auditor."""
