"""The folder of shared blacklists: other platforms' public keys, the salt, and each list as far as it was taken in."""

import hashlib
from pathlib import Path

from gongzhi.adapters.disk import Disk
from gongzhi.credit import BadListing, Blacklist, Head, ListRead, kept_of_lists, read_list
from gongzhi.evidence import NotANote, VerifierKey, parse_verifier_key

LARGEST = 64 << 20


class BlacklistFolder:
    """``<folder>/*.pub`` are public keys, ``salt`` the shared secret, ``*.list`` what was taken in, by digest of the name."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keys(self) -> dict[str, VerifierKey]:
        """Public keys by platform; raises BadListing naming the file that holds none."""
        found = {}
        for path in sorted(self.folder.glob("*.pub")):
            try:
                key = parse_verifier_key(path.read_text("utf-8").strip())
            except (NotANote, UnicodeDecodeError, OSError) as error:
                raise BadListing(f"“{path.name}”不是公钥：{error}。请向对方重取") from error
            found[key.name] = key
        return found

    def salt(self) -> bytes:
        """The shared salt; raises BadListing when there is none."""
        try:
            return (self.folder / "salt").read_bytes().strip()
        except OSError as error:
            raise BadListing(f"没有 {self.folder / 'salt'}：请把各平台约定的盐（至少 16 字节）放在这里") from error

    def lists(self) -> list[ListRead]:
        """Every list taken in, checked again from its start; raises BadListing, BrokenChain."""
        keys = self.keys()
        return [read_list(path.read_text("utf-8"), keys) for path in sorted(self.folder.glob("*.list"))]

    def blacklist(self) -> Blacklist:
        """All entries together."""
        return Blacklist(kept_of_lists(self.lists()))

    def take_in(self, content: bytes) -> tuple[ListRead, Head | None]:
        """Check a list and that it goes on from what was taken in before, then keep it. Returns it with the head before.

        Raises BadListing and BrokenChain, and changes nothing then.
        """
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadListing("名单不是 UTF-8：请向发送方重取") from error
        keys = self.keys()
        first = read_list(text, keys)
        path = self.folder / f"{hashlib.sha256(first.head.platform.encode()).hexdigest()[:16]}.list"
        before = read_list(path.read_text("utf-8"), keys).head if path.exists() else None
        found = read_list(text, keys, before)
        self.folder.mkdir(parents=True, exist_ok=True)
        Disk().replace(path, content)
        return found, before
