"""What can go wrong between the log and a disk, said once for every adapter."""


class StoreUnwritable(Exception):
    """The store cannot be written now. What was acknowledged is safe; nothing of this batch is acknowledged."""


class StoreDamaged(Exception):
    """The store contradicts itself: its key, checkpoint, tiles and entries do not fit together."""


class ExhibitDamaged(Exception):
    """Sealed bytes that are missing or no longer have their digest."""


class ExhibitErased(ExhibitDamaged):
    """Sealed bytes that were destroyed as the law asks, with their key; log and proofs stand."""
