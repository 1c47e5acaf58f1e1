"""C2SP tlog-cosignature: a witness states that a checkpoint continues every checkpoint of the log that it saw before."""

import base64
import struct
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from gongzhi.evidence.checkpoint import Checkpoint, parse_checkpoint
from gongzhi.evidence.note import (
    ED25519,
    NotANote,
    Note,
    NoteSignature,
    NotSigned,
    SignerKey,
    VerifierKey,
    split_key,
)
from gongzhi.evidence.policy import COSIGNATURE_ED25519, COSIGNATURE_ML_DSA

_TIMESTAMP_BYTES = 8
_SEED_BYTES = 32
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class WitnessKey:
    """The private key of a witness: Ed25519 (type 0x04) or ML-DSA-44 (type 0x06); ``seed`` is 32 bytes of chance."""

    name: str
    seed: bytes
    type: int = COSIGNATURE_ML_DSA

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        public: Ed25519PrivateKey | MLDSA44PrivateKey = self._private()
        return VerifierKey(name=self.name, type=self.type, key=public.public_key().public_bytes_raw())

    def cosign(self, text: str, *, timestamp: int) -> NoteSignature:
        """Sign the text of a checkpoint, as of ``timestamp`` (POSIX seconds)."""
        message = cosigned_message(self.verifier, text, timestamp=timestamp)
        signature = timestamp.to_bytes(_TIMESTAMP_BYTES, "big") + self._private().sign(message)
        return NoteSignature(name=self.name, key_id=self.verifier.key_id, signature=signature)

    def _private(self) -> Ed25519PrivateKey | MLDSA44PrivateKey:
        if self.type == COSIGNATURE_ED25519:
            return Ed25519PrivateKey.from_private_bytes(self.seed)
        return MLDSA44PrivateKey.from_seed_bytes(self.seed)

    def __str__(self) -> str:
        material = base64.b64encode(bytes([self.type]) + self.seed).decode()
        return f"PRIVATE+KEY+{self.name}+{self.verifier.key_id.hex()}+{material}"

    def __repr__(self) -> str:
        return f"WitnessKey({self.name!r})"


def parse_witness_key(text: str) -> WitnessKey:
    """Read a private key of a witness in signed-note form; raises NotANote. An Ed25519 note key (0x01) will cosign, too."""
    name, key_id, material = split_key(text.removeprefix("PRIVATE+KEY+"))
    types = {
        COSIGNATURE_ED25519: COSIGNATURE_ED25519,
        COSIGNATURE_ML_DSA: COSIGNATURE_ML_DSA,
        ED25519: COSIGNATURE_ED25519,
    }
    if not text.startswith("PRIVATE+KEY+") or material[0] not in types or len(material) != _SEED_BYTES + 1:
        raise NotANote("不是见证人的私钥：应为 PRIVATE+KEY+ 开头的 Ed25519 或 ML-DSA-44 密钥")
    key = WitnessKey(name=name, seed=material[1:], type=types[material[0]])
    named = SignerKey(name=name, seed=key.seed).verifier if material[0] == ED25519 else key.verifier
    if key_id != named.key_id.hex():
        raise NotANote("私钥的编号与内容不符")
    return key


def cosigned_message(key: VerifierKey, text: str, *, timestamp: int) -> bytes:
    """The bytes that a witness with this key signs for a checkpoint text."""
    if key.type == COSIGNATURE_ED25519:
        return f"cosignature/v1\ntime {timestamp}\n{text}".encode()
    return _subtree_message(key.name, parse_checkpoint(text), timestamp)


def verify_cosignatures(note: Note, witnesses: Mapping[str, VerifierKey]) -> dict[str, int]:
    """The witnesses that cosigned a checkpoint note: name as given to POSIX time of the cosignature.

    Raises NotSigned when a line names a given key and its signature is false. Unknown lines are ignored.
    """
    known = {(key.name, key.key_id): (name, key) for name, key in witnesses.items()}
    cosigned: dict[str, int] = {}
    for line in note.signatures:
        name, key = known.get((line.name, line.key_id), (None, None))
        if name is not None and key is not None:
            cosigned[name] = _verify(key, note.text, line.signature)
    return cosigned


def _verify(key: VerifierKey, text: str, signature: bytes) -> int:
    timestamp = int.from_bytes(signature[:_TIMESTAMP_BYTES], "big")
    public: Ed25519PublicKey | MLDSA44PublicKey
    try:
        if key.type == COSIGNATURE_ED25519:
            public = Ed25519PublicKey.from_public_bytes(key.key)
        else:
            public = MLDSA44PublicKey.from_public_bytes(key.key)
        public.verify(signature[_TIMESTAMP_BYTES:], cosigned_message(key, text, timestamp=timestamp))
    except (InvalidSignature, ValueError) as error:
        raise NotSigned(f"见证人 {key.name} 的签名不成立") from error
    if timestamp >= 2**63:
        raise NotSigned(f"见证人 {key.name} 的时间超出范围")
    return timestamp


def _subtree_message(name: str, checkpoint: Checkpoint, timestamp: int) -> bytes:
    cosigner, origin = name.encode(), checkpoint.origin.encode()
    if len(cosigner) > _LONGEST_NAME or len(origin) > _LONGEST_NAME:
        raise ValueError("见证人名或日志名过长")
    return b"".join(
        (
            b"subtree/v1\n\0",
            bytes([len(cosigner)]) + cosigner,
            struct.pack(">Q", timestamp),
            bytes([len(origin)]) + origin,
            struct.pack(">QQ", 0, checkpoint.size),
            checkpoint.root,
        )
    )
