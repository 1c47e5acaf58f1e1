"""C2SP signed notes: text under signatures, and the keys that make and check them."""

import base64
import binascii
import functools
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from gongzhi.evidence import sm2

ED25519 = 0x01
# The byte for types of nobody's register, told apart by the identifier that follows it (C2SP signed-note).
PRIVATE_TYPE = 0xFF
SM2_SM3 = b"gongzhi/sm2-sm3/v1\n"
_SECRET = "PRIVATE+KEY+"  # noqa: S105 - the spelling that signed-note keys begin with, no secret
_LARGEST_NOTE = 1 << 20
_MOST_SIGNATURES = 64
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


class NotANote(ValueError):
    """Bytes that are not a signed note or not a key in its one spelling."""


class NotSigned(ValueError):
    """A note that no given key signed, or whose signature by a given key is false."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteSignature:
    """One signature line: key name, 4-byte key id, and the signature bytes after the id."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"\u2014 {self.name} {_base64(self.key_id + self.signature)}\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Signed text, its final newline included, and the signature lines in their order."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def to_bytes(self) -> bytes:
        """The one byte form."""
        return f"{self.text}\n{''.join(map(str, self.signatures))}".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """A public key as in ``example.com/log+530d903a+AekyeR...``: name, signature type byte, key bytes."""

    name: str
    type: int
    key: bytes

    @property
    def key_id(self) -> bytes:
        """The first 4 bytes of SHA-256(name, newline, type, key)."""
        return hashlib.sha256(f"{self.name}\n".encode() + bytes([self.type]) + self.key).digest()[:4]

    @property
    def is_sm2(self) -> bool:
        """Whether this is a key for SM2 with SM3: the identifier, then the uncompressed point."""
        return (
            self.type == PRIVATE_TYPE
            and self.key.startswith(SM2_SM3)
            and len(self.key) == len(SM2_SM3) + sm2.POINT_BYTES
        )

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_base64(bytes([self.type]) + self.key)}"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Sm2SignerKey:
    """A private SM2 key; ``scalar`` is 32 bytes of chance that make a number below the order of the curve."""

    name: str
    scalar: bytes

    @property
    def verifier(self) -> VerifierKey:
        """The public half. Raises Sm2NotInstalled."""
        return VerifierKey(name=self.name, type=PRIVATE_TYPE, key=SM2_SM3 + sm2.public_of(self.scalar))

    def sign(self, text: str) -> NoteSignature:
        """Sign note text. Raises Sm2NotInstalled."""
        signature = sm2.sign(self.scalar, text.encode())
        return NoteSignature(name=self.name, key_id=self.verifier.key_id, signature=signature)

    def __str__(self) -> str:
        material = bytes([PRIVATE_TYPE]) + SM2_SM3 + self.scalar
        return f"{_SECRET}{self.name}+{self.verifier.key_id.hex()}+{_base64(material)}"

    def __repr__(self) -> str:
        return f"Sm2SignerKey({self.name!r})"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class SignerKey:
    """A private Ed25519 key as in ``PRIVATE+KEY+name+id+base64``; ``seed`` is 32 bytes of chance from the caller.

    ``beside`` signs whatever this key signs, on a line of its own.
    """

    name: str
    seed: bytes
    beside: Sm2SignerKey | None = None

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(name=self.name, type=ED25519, key=_private(self.seed).public_key().public_bytes_raw())

    def sign(self, text: str) -> NoteSignature:
        """Sign note text."""
        signature = _private(self.seed).sign(text.encode())
        return NoteSignature(name=self.name, key_id=self.verifier.key_id, signature=signature)

    def sign_note(self, text: str) -> Note:
        """The text under this key and the one beside it."""
        beside = () if self.beside is None else (self.beside.sign(text),)
        return Note(text=text, signatures=(self.sign(text), *beside))

    def __str__(self) -> str:
        return f"{_SECRET}{self.name}+{self.verifier.key_id.hex()}+{_base64(bytes([ED25519]) + self.seed)}"

    def __repr__(self) -> str:
        # A key must not reach a log file by way of a traceback.
        return f"SignerKey({self.name!r})"


@functools.lru_cache(maxsize=16)
def _private(seed: bytes) -> Ed25519PrivateKey:
    # Deriving the key takes longer than signing with it, and a log signs every batch.
    return Ed25519PrivateKey.from_private_bytes(seed)


def parse_note(data: bytes) -> Note:
    """Read a signed note; what does not print back identically is refused. Source: C2SP signed-note v1.0.0."""
    if len(data) > _LARGEST_NOTE:
        raise NotANote("签名文本过大")
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise NotANote("签名文本不是 UTF-8") from error
    if _CONTROL.search(whole):
        raise NotANote("签名文本含控制字符")
    text, separator, block = whole.rpartition("\n\n")
    if not separator or not block.endswith("\n"):
        raise NotANote("签名文本缺少签名段")
    lines = block[:-1].split("\n")
    if len(lines) > _MOST_SIGNATURES:
        raise NotANote("签名过多")
    note = Note(text=text + "\n", signatures=tuple(_parse_signature(line) for line in lines))
    if note.to_bytes() != data:
        raise NotANote("签名文本不是规范写法")
    return note


def parse_verifier_key(text: str) -> VerifierKey:
    """Read a public key in its one spelling; raises NotANote for a wrong id, type or length."""
    name, key_id, material = split_key(text)
    key = VerifierKey(name=name, type=material[0], key=material[1:])
    if str(key) != text or key_id != key.key_id.hex():
        raise NotANote("公钥的编号与内容不符，或不是规范写法")
    return key


def parse_signer_key(text: str) -> SignerKey:
    """Read a private Ed25519 key in its one spelling; raises NotANote."""
    if not text.startswith(_SECRET):
        raise NotANote("不是私钥：应以 PRIVATE+KEY+ 开头")
    name, _, material = split_key(text.removeprefix(_SECRET))
    if material[0] != ED25519 or len(material) != 33:
        raise NotANote("私钥不是 Ed25519 密钥")
    key = SignerKey(name=name, seed=material[1:])
    if str(key) != text:
        raise NotANote("私钥的编号与内容不符，或不是规范写法")
    return key


def parse_sm2_signer_key(text: str) -> Sm2SignerKey:
    """Read a private SM2 key in its one spelling; raises NotANote, or Sm2NotInstalled."""
    name, _, material = split_key(text.removeprefix(_SECRET))
    prefix = bytes([PRIVATE_TYPE]) + SM2_SM3
    key = Sm2SignerKey(name=name, scalar=material.removeprefix(prefix))
    if not material.startswith(prefix) or not sm2.is_scalar(key.scalar):
        raise NotANote("私钥不是 SM2 密钥")
    if str(key) != text:
        raise NotANote("私钥的编号与内容不符，或不是规范写法")
    return key


def demand_key_name(name: str) -> None:
    """Raise NotANote for a key name that is empty, is not UTF-8 or holds spaces, a plus sign or control characters."""
    if not name or any(_is_barred(character) for character in name):
        raise NotANote("密钥名不能为空，应为 UTF-8，也不能含空格或加号")


def _is_barred(character: str) -> bool:
    return character.isspace() or character == "+" or character < " " or "\ud800" <= character <= "\udfff"


def verify_note(note: Note, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
    """The Ed25519 and SM2 keys among these that signed the text.

    Raises NotSigned when none did, when a line names a given key and its signature is false, or when a line cannot be
    checked because the library for SM2 is not installed: what was not checked is not believed.
    """
    known = {(key.name, key.key_id): key for key in keys if key.type == ED25519 or key.is_sm2}
    signed: dict[tuple[str, bytes], VerifierKey] = {}
    for line in note.signatures:
        key = known.get((line.name, line.key_id))
        if key is None:
            continue
        if not _verifies(key, note.text, line.signature):
            raise NotSigned(f"密钥 {key.name} 的签名不成立")
        signed[key.name, key.key_id] = key
    if not signed:
        raise NotSigned("没有已知密钥的签名")
    return tuple(signed.values())


def _verifies(key: VerifierKey, text: str, signature: bytes) -> bool:
    if key.is_sm2:
        try:
            return sm2.verifies(key.key.removeprefix(SM2_SM3), text.encode(), signature)
        except sm2.Sm2NotInstalled as error:
            raise NotSigned(str(error)) from error
    try:
        Ed25519PublicKey.from_public_bytes(key.key).verify(signature, text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


def _parse_signature(line: str) -> NoteSignature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    if dash != "\u2014":
        raise NotANote("签名行应以破折号开头")
    demand_key_name(name)
    blob = _unbase64(encoded)
    if len(blob) < 5:
        raise NotANote("签名过短")
    return NoteSignature(name=name, key_id=blob[:4], signature=blob[4:])


def split_key(text: str) -> tuple[str, str, bytes]:
    """Name, id and key bytes (the type first) of ``name+id+base64``; raises NotANote."""
    parts = text.split("+", 2)
    if len(parts) != 3:
        raise NotANote("密钥应形如 名称+编号+内容")
    demand_key_name(parts[0])
    material = _unbase64(parts[2])
    if len(material) < 2:
        raise NotANote("密钥内容过短")
    return parts[0], parts[1], material


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _unbase64(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotANote("不是 base64") from error
    if _base64(data) != text:
        raise NotANote("不是规范的 base64")
    return data
