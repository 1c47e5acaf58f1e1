"""SM2 signatures over SM3, so that one checkpoint is believed where 商用密码 is asked for, too.

Sources: GB/T 32918.2 (signature as r and s), GB/T 32905 (SM3), GB/T 35276 (the default distinguishing identifier).
"""

from functools import lru_cache
from importlib import import_module
from typing import Any

from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

SCALAR_BYTES = 32
POINT_BYTES = 65
ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123


class Sm2NotInstalled(RuntimeError):
    """The optional library for SM2 is not there; the message says how to install it."""


def is_scalar(secret: bytes) -> bool:
    """Whether these 32 bytes are a private key: a number from 1 to ORDER - 2."""
    return len(secret) == SCALAR_BYTES and 0 < int.from_bytes(secret, "big") < ORDER - 1


def public_of(scalar: bytes) -> bytes:
    """The uncompressed point (65 bytes) of a private key. Raises Sm2NotInstalled."""
    serialization = _module("serialization")
    form = (serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    point: bytes = _private(scalar).public_key().public_bytes(*form)
    return point


def sign(scalar: bytes, message: bytes) -> bytes:
    """r and s, 32 bytes each. Raises Sm2NotInstalled."""
    r, s = decode_dss_signature(_private(scalar).sign(message, _algorithm()))
    return r.to_bytes(SCALAR_BYTES, "big") + s.to_bytes(SCALAR_BYTES, "big")


def verifies(point: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the key with this point signed the message; one spelling only. Raises Sm2NotInstalled."""
    ec, algorithm = _module("asymciphers.ec"), _algorithm()
    r, s = int.from_bytes(signature[:SCALAR_BYTES], "big"), int.from_bytes(signature[SCALAR_BYTES:], "big")
    if len(signature) != 2 * SCALAR_BYTES or not (0 < r < ORDER and 0 < s < ORDER):
        return False
    try:
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SM2(), point)
        public.verify(encode_dss_signature(r, s), message, algorithm)
    except (ValueError, _module("exceptions").InvalidSignature):
        return False
    return True


def _private(scalar: bytes) -> Any:
    ec = _module("asymciphers.ec")
    return ec.derive_private_key(int.from_bytes(scalar, "big"), ec.SM2())


def _algorithm() -> Any:
    return _module("asymciphers.ec").ECDSA(_module("hashes").SM3())


@lru_cache(maxsize=8)
def _module(name: str) -> Any:
    try:
        return import_module(f"tongsuopy.crypto.{name}")
    except ImportError as error:
        raise Sm2NotInstalled("没有安装国密算法库：请执行 pip install 'gongzhi[sm]' 后重试") from error
