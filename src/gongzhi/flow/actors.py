"""Who spoke: pseudonyms for people, roles for those who sell."""

import hashlib
import re
from dataclasses import dataclass

from gongzhi.broadcasts import Actor, ActorRole, Broadcast, Draft, SignalKind

_SHOP = re.compile(r"旗舰店|专卖店|专营店|官方店|直营店|客服|小助手|助播|小店")
_ALREADY_MASKED = re.compile(r"\*{2,}|\*$")
_OF_THE_SHOP = {SignalKind.LISTING, SignalKind.PRICE, SignalKind.COUPON, SignalKind.STOCK}
_OF_THE_PLATFORM = {SignalKind.STATS, SignalKind.CONTROL, SignalKind.NOTICE}
_OF_NOBODY = {SignalKind.SCREEN, SignalKind.OPAQUE}


@dataclass(frozen=True, slots=True)
class Roster:
    """Names and platform ids known to belong to those who sell in this broadcast."""

    presenters: frozenset[str] = frozenset()
    merchants: frozenset[str] = frozenset()

    @classmethod
    def of(cls, broadcast: Broadcast) -> "Roster":
        """What the broadcast itself says."""
        shops = {name for name in (broadcast.merchant, broadcast.operator, broadcast.mcn) if name}
        return cls(frozenset(broadcast.presenters), frozenset(shops))


class Pseudonyms:
    """Actors of one broadcast. The key is secret and stays with the store: without it no pseudonym leads back."""

    def __init__(self, *, platform: str, key: bytes, roster: Roster) -> None:
        self._platform = platform.encode("utf-8", "replace")
        self._key = key[:64]
        self._roster = roster
        self._known: dict[tuple[str | None, str | None, ActorRole | None, SignalKind], tuple[Actor | None, bool]] = {}

    def of(self, draft: Draft) -> tuple[Actor | None, bool]:
        """The actor, and whether the role was guessed from the nickname. None when nothing is known of who it was."""
        asked = (draft.user, draft.name, draft.role, draft.kind)
        found = self._known.get(asked)
        if found is None:
            if len(self._known) > 65536:
                self._known.clear()
            found = self._known[asked] = self._name(draft)
        return found

    def _name(self, draft: Draft) -> tuple[Actor | None, bool]:
        role, guessed = self._role(draft)
        if role is ActorRole.UNKNOWN and draft.user is None and draft.name is None and draft.role is None:
            return None, False
        masked = _mask(draft.name) if draft.name else None
        return Actor(role=role, ref=self._ref(draft), name_masked=masked), guessed

    def _role(self, draft: Draft) -> tuple[ActorRole, bool]:
        if draft.role not in (None, ActorRole.VIEWER):
            return draft.role or ActorRole.UNKNOWN, False
        named = {name for name in (draft.user, draft.name) if name}
        if named & self._roster.presenters:
            return ActorRole.PRESENTER, False
        if named & self._roster.merchants:
            return ActorRole.MERCHANT, False
        if draft.name and (_SHOP.search(draft.name) or any(shop in draft.name for shop in self._roster.merchants)):
            return ActorRole.MERCHANT, True
        return _usual_role(draft), False

    def _ref(self, draft: Draft) -> str | None:
        # A nickname that the platform masked belongs to many; it identifies nobody.
        who = draft.user or (draft.name if draft.name and not _ALREADY_MASKED.search(draft.name) else None)
        if who is None:
            return None
        tag = b"id" if draft.user else b"name"
        words = b"\x00".join((self._platform, tag, who.encode("utf-8", "replace")))
        return hashlib.blake2b(words, key=self._key, digest_size=10).hexdigest()


def _usual_role(draft: Draft) -> ActorRole:
    if draft.role is ActorRole.VIEWER:
        return ActorRole.VIEWER
    if draft.kind in _OF_THE_SHOP:
        return ActorRole.MERCHANT
    if draft.kind in _OF_THE_PLATFORM:
        return ActorRole.PLATFORM
    return ActorRole.UNKNOWN if draft.kind in _OF_NOBODY or draft.kind is SignalKind.SPEECH else ActorRole.VIEWER


def _mask(name: str) -> str:
    return name if _ALREADY_MASKED.search(name) else name[0] + "**"
