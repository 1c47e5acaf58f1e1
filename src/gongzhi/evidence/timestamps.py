"""RFC 3161: an authority other than the log says when a checkpoint already existed, and with it every entry before it."""

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography.x509 import Certificate, InvalidVersion, load_der_x509_certificate, load_pem_x509_certificate

if TYPE_CHECKING:
    from rfc3161_client import TimeStampResponse

# The hashes that an imprint may be made with, by their identifiers; what we ask for is SHA-256.
_HASHES = {
    "2.16.840.1.101.3.4.2.1": hashlib.sha256,
    "2.16.840.1.101.3.4.2.2": hashlib.sha384,
    "2.16.840.1.101.3.4.2.3": hashlib.sha512,
}
_PEM = re.compile(rb"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)
LARGEST_TOKEN = 1 << 16
# The context tag of the certificates within SignedData (RFC 5652 section 5.1).
_CERTIFICATES = 0xA0


class NotTimestamped(ValueError):
    """A token that does not show what it is said to show; the message says why in Chinese."""


class NotFromKnownAuthority(NotTimestamped):
    """A token that no authority of those given has signed: it may be another's, or nobody's."""


class NotAnAuthority(ValueError):
    """Certificates that name no root to believe."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """A time-stamping authority that somebody decided to believe: a name, its roots, and what stands in between.

    ``signers`` are the certificates of the authority itself where they are known; when given, no other will do.
    """

    name: str
    roots: tuple[Certificate, ...]
    between: tuple[Certificate, ...] = ()
    signers: tuple[Certificate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Timestamp:
    """What a verified token says: which authority, when, and its serial number."""

    authority: str
    at: datetime
    serial: int


def parse_authority(name: str, pem: bytes) -> Authority:
    """An authority from its certificates (PEM, or one in DER): self-issued ones are roots, those without a CA mark its signers."""
    try:
        blocks = _PEM.findall(pem)
        certificates = [load_pem_x509_certificate(one) for one in blocks] or [load_der_x509_certificate(pem)]
    except ValueError as error:
        raise NotAnAuthority(f"{name} 的证书读不出：应为 PEM 格式的证书链，或一张 DER 格式的根证书") from error
    roots = tuple(one for one in certificates if one.issuer == one.subject)
    signers = tuple(one for one in certificates if one not in roots and not _may_sign_certificates(one))
    between = tuple(one for one in certificates if one not in roots and one not in signers)
    if not roots:
        raise NotAnAuthority(f"{name} 的证书里没有根证书：请把机构公布的完整证书链放进来")
    return Authority(name=name, roots=roots, between=between, signers=signers)


def verify_timestamp(token: bytes, text: str, authorities: Sequence[Authority]) -> Timestamp:
    """What the token says of the text of a checkpoint note (not of its signatures: more of them change nothing).

    Raises NotTimestamped.

    The signature, the chain up to a root of one of the authorities at the time that the token names, the leaf that signed
    (its critical purpose is time stamping) and the imprint are all checked. Source: RFC 3161 section 2, RFC 5816.
    """
    if len(token) > LARGEST_TOKEN:
        raise NotTimestamped("时间戳过大")
    imprint, at, serial = _said(token, text)
    for authority in authorities if _is_legible(token) else ():
        if _is_from(token, imprint, authority):
            return Timestamp(authority=authority.name, at=at, serial=serial)
    raise NotFromKnownAuthority("时间戳不是所信的机构签发的，或证书在签发时无效")


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamped:
    """What the tokens of a bundle show: the verified ones, one per authority (its earliest), and by name what is false or
    of somebody unknown."""

    verified: tuple[Timestamp, ...]
    false: Mapping[str, str]
    unknown: Mapping[str, str]


def count_timestamps(tokens: Mapping[str, bytes], text: str, authorities: Sequence[Authority]) -> Stamped:
    """Verify every token against the text of one checkpoint note."""
    found: dict[str, Timestamp] = {}
    false: dict[str, str] = {}
    unknown: dict[str, str] = {}
    for name, token in sorted(tokens.items()):
        try:
            stamp = verify_timestamp(token, text, authorities)
        except NotFromKnownAuthority as error:
            unknown[name] = str(error)
        except NotTimestamped as error:
            false[name] = str(error)
        else:
            if stamp.authority not in found or stamp.at < found[stamp.authority].at:
                found[stamp.authority] = stamp
    return Stamped(verified=tuple(sorted(found.values(), key=lambda one: one.at)), false=false, unknown=unknown)


def _said(token: bytes, text: str) -> tuple[bytes, datetime, int]:
    """What the token claims, before anybody's signature was looked at: imprint, time, serial number."""
    try:
        info = _decoded(token).tst_info
        digest = _HASHES.get(info.message_imprint.hash_algorithm.dotted_string)
        claimed = info.message_imprint.message, info.gen_time, info.serial_number
    except ValueError as error:
        raise NotTimestamped("时间戳读不出：应为 RFC 3161 的 TimeStampResp") from error
    if digest is None or digest(text.encode()).digest() != claimed[0]:
        raise NotTimestamped("时间戳盖的不是这个检查点")
    return claimed


def _is_legible(token: bytes) -> bool:
    """Whether every certificate that was sent along can be read, and says whose it is.

    The library looks at them in no fixed order until it has found the signer's: what the others are must not be chance.
    """
    try:
        for der in _decoded(token).signed_data.certificates:
            certificate = load_der_x509_certificate(der)
            _ = certificate.issuer, certificate.subject
    except (ValueError, TypeError, InvalidVersion):
        return False
    return True


def _is_from(token: bytes, imprint: bytes, authority: Authority) -> bool:
    from rfc3161_client import VerifierBuilder

    for signer in authority.signers or (None,):
        # Decoded anew each time: the library empties the set of signers as it looks at it.
        response = _decoded(token)
        builder = VerifierBuilder(
            roots=list(authority.roots), intermediates=list(authority.between), tsa_certificate=signer
        )
        try:
            if builder.build().verify(response, imprint):
                return True
        except Exception:  # noqa: S112 - bytes of a stranger: whatever the library trips over is not believed
            continue
    return False


def _decoded(token: bytes) -> "TimeStampResponse":
    from rfc3161_client import decode_timestamp_response

    try:
        return decode_timestamp_response(token)
    except ValueError:
        return decode_timestamp_response(_with_sorted_certificates(token))


def _with_sorted_certificates(token: bytes) -> bytes:
    """The same response with its certificates in the order that DER asks for; raises ValueError when it has none.

    ``openssl ts -chain`` and the authorities built on it write them in the order of the chain. They stand outside of what
    is signed, so that putting them in order changes nothing that was signed. The bytes are moved, never encoded anew.
    """
    try:
        _, at, _ = _element(token, 0)
        _, _, at = _element(token, at)  # past the status
        _, at, _ = _element(token, at)  # into the token
        _, _, at = _element(token, at)  # past its type
        _, at, _ = _element(token, at)  # into its content
        _, at, _ = _element(token, at)  # into the signed data
        for _ in ("version", "digests", "content"):
            _, _, at = _element(token, at)
        tag, start, end = _element(token, at)
        found, at = [], start
        while at < end:
            _, _, stop = _element(token, at)
            found.append(token[at:stop])
            at = stop
    except IndexError as error:
        raise ValueError("torn") from error
    if tag != _CERTIFICATES or at != end:
        raise ValueError("no certificates")
    return token[:start] + b"".join(sorted(found)) + token[end:]


def _element(data: bytes, at: int) -> tuple[int, int, int]:
    """Tag, start of the contents and end of the element that begins here; raises IndexError where the bytes end."""
    length, start = data[at + 1], at + 2
    if length > 0x80:
        start += length - 0x80
        length = int.from_bytes(data[at + 2 : start], "big")
    if start + length > len(data):
        raise IndexError("torn")
    return data[at], start, start + length


def _may_sign_certificates(certificate: Certificate) -> bool:
    from cryptography.x509 import BasicConstraints, ExtensionNotFound

    try:
        return certificate.extensions.get_extension_for_class(BasicConstraints).value.ca
    except ExtensionNotFound:
        return False
