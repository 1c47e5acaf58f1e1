"""A bundle ``.evz``: sealed bytes together with all that is needed to check them without us."""

import base64
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from gongzhi.evidence.merkle import NotProved
from gongzhi.evidence.note import SignerKey, VerifierKey
from gongzhi.evidence.policy import policy_of_log
from gongzhi.evidence.proofs import LogProof
from gongzhi.evidence.zips import pack
from gongzhi.values import encode_record

FORMAT = "gongzhi/evz@v1"
TIMESTAMPS, TIMESTAMP_SUFFIX = "timestamps/", ".tsr"
EARLIER, EARLIER_CHECKPOINT, EARLIER_PATH = "earlier/", "checkpoint", "consistency"
MANIFEST, MANIFEST_NOTE, CHECKPOINT_PART, POLICY_PART, STATEMENT = (
    "manifest.json",
    "manifest.note",
    "checkpoint",
    "policy.txt",
    "statement.txt",
)
PAGE = "verify.html"
_EARLIER_SAYS = "earlier/ 是各件封存之前的检查点及其时间戳，用来核对条目有没有倒签。\n"
_PAGE_SAYS = "verify.html 可在浏览器里离线核验本包；它由打包者给出，重要的事请用别处得来的同一页面。\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleItem:
    """One exhibit in a bundle: its id, and what opens its commitment: salt and SHA-256 (hex), absent when erased.

    ``withheld`` is the exhibit id of the record that says why its content is not here; then there is no salt either.
    """

    exhibit: str
    salt: str | None = None
    sha256: str | None = None
    withheld: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleManifest:
    """What a bundle holds: ``scope`` is what was asked for, ``parts`` the SHA-256 (hex) of every other part, and
    ``unresolved`` the ids that its records refer to and that the log does not have."""

    format: str
    scope: str
    made_at: datetime
    items: tuple[BundleItem, ...]
    parts: Mapping[str, str]
    unresolved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Proven:
    """An exhibit on its way into a bundle: log entry, proof, salt and digest (bytes), content; None where erased.

    Where ``withheld`` names the record of a redaction, neither salt nor digest nor content leave.
    """

    exhibit: str
    entry: bytes
    proof: LogProof
    salt: bytes | None
    sha256: bytes | None
    content: bytes | None
    withheld: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """A checkpoint of the log from before the exhibits, with its timestamps (RFC 3161, by authority) and the consistency
    path from it to the bundle's checkpoint: what it does not hold was sealed after it."""

    size: int
    checkpoint: bytes
    path: tuple[bytes, ...]
    timestamps: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleFrame:
    """What a bundle says of itself: what was asked for, when it was made, the log's checkpoint and key, and who signs.

    ``timestamps`` are RFC 3161 responses over the text of that checkpoint, by the name of their authority. ``page`` is the
    verifier that runs in a browser, put into the bundle for whoever has nothing else.
    """

    scope: str
    made_at: datetime
    checkpoint: bytes
    key: VerifierKey
    signer: SignerKey | None
    unresolved: tuple[str, ...] = ()
    timestamps: Mapping[str, bytes] = field(default_factory=dict)
    page: bytes | None = None
    earlier: tuple[Earlier, ...] = ()


def blob_part(sha256: str) -> str:
    """The part that holds content with this digest (hex)."""
    return f"blobs/{sha256}"


def entry_part(exhibit: str) -> str:
    """The part that holds the log entry of an exhibit."""
    return f"entries/{exhibit}.json"


def proof_part(exhibit: str) -> str:
    """The part that holds the proof of an exhibit."""
    return f"proofs/{exhibit}.tlog-proof"


def timestamp_part(name: str) -> str:
    """The part that holds the timestamp of the authority with this name."""
    return f"{TIMESTAMPS}{name}{TIMESTAMP_SUFFIX}"


def print_path(path: Sequence[bytes]) -> bytes:
    """A consistency path in base64, one hash per line."""
    return b"".join(base64.b64encode(value) + b"\n" for value in path)


def parse_path(data: bytes) -> tuple[bytes, ...]:
    """The hashes of a path; raises NotProved for another spelling."""
    try:
        path = tuple(base64.b64decode(line, validate=True) for line in data.split(b"\n")[:-1])
    except ValueError as error:
        raise NotProved("一致性证明读不出") from error
    if print_path(path) != data:
        raise NotProved("一致性证明不是规范写法")
    return path


def manifest_text(manifest: bytes) -> str:
    """What the log's key signs for a bundle. No checkpoint has this text: its second line is no number."""
    return f"{FORMAT}\nsha256 {hashlib.sha256(manifest).hexdigest()}\n"


def make_bundle(frame: BundleFrame, proven: Iterable[Proven]) -> bytes:
    """The bytes of a bundle. Same input, same bytes. Raises NotAPackage when it would be too large."""
    exhibits = [_without_secrets(one) for one in proven]
    parts = {CHECKPOINT_PART: frame.checkpoint, POLICY_PART: policy_of_log(frame.key).encode()}
    parts |= {timestamp_part(name): token for name, token in frame.timestamps.items()}
    for earlier in frame.earlier:
        parts |= _earlier_parts(earlier)
    for one in exhibits:
        parts[entry_part(one.exhibit)] = one.entry
        parts[proof_part(one.exhibit)] = one.proof.to_bytes()
        if one.content is not None and one.sha256 is not None:
            parts[blob_part(one.sha256.hex())] = one.content
    parts[STATEMENT] = _statement(frame, len(exhibits)).encode()
    if frame.page is not None:
        parts[PAGE] = frame.page
    manifest = encode_record(
        BundleManifest(
            format=FORMAT,
            scope=frame.scope,
            made_at=frame.made_at,
            items=tuple(map(_item, exhibits)),
            parts={name: hashlib.sha256(data).hexdigest() for name, data in parts.items()},
            unresolved=frame.unresolved,
        )
    )
    parts[MANIFEST] = manifest
    if frame.signer is not None:
        parts[MANIFEST_NOTE] = frame.signer.sign_note(manifest_text(manifest)).to_bytes()
    return pack(parts)


def _earlier_parts(earlier: Earlier) -> dict[str, bytes]:
    folder = f"{EARLIER}{earlier.size}/"
    stamps = {f"{folder}{name}{TIMESTAMP_SUFFIX}": token for name, token in earlier.timestamps.items()}
    path = print_path(earlier.path)
    return {f"{folder}{EARLIER_CHECKPOINT}": earlier.checkpoint, f"{folder}{EARLIER_PATH}": path, **stamps}


def _item(one: Proven) -> BundleItem:
    return BundleItem(
        exhibit=one.exhibit,
        salt=one.salt.hex() if one.salt is not None else None,
        sha256=one.sha256.hex() if one.sha256 is not None else None,
        withheld=one.withheld,
    )


def _without_secrets(one: Proven) -> Proven:
    return one if one.withheld is None else replace(one, salt=None, sha256=None, content=None)


def _statement(frame: BundleFrame, count: int) -> str:
    return (
        f"证据包：{frame.scope}，共 {count} 件\n\n"
        f"本包可以离线核验：gongzhi evidence verify 文件.evz --policy 信任策略\n"
        f"日志公钥：{frame.key}\n"
        "公钥应从日志经营者以外的途径核对；包内所带的信任策略只能说明包内一致。\n"
        "timestamps/ 是时间戳机构对检查点的时间戳（RFC 3161），没有时则无。\n"
        f"{_EARLIER_SAYS if frame.earlier else ''}"
        f"{_PAGE_SAYS if frame.page is not None else ''}"
        "blobs/ 是封存的原件，entries/ 是日志条目，proofs/ 是包含证明，checkpoint 是签名的检查点。\n"
        "核验结果仅供辅助，由人作出决定。\n"
    )
