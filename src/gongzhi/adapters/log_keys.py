"""The log's key pair in a directory, in signed-note form, created on first use."""

import hashlib
import secrets
from pathlib import Path

from gongzhi.adapters.disk import Disk
from gongzhi.evidence import (
    NotANote,
    SignerKey,
    StoreDamaged,
    VerifierKey,
    parse_signer_key,
    parse_verifier_key,
)

PUBLIC, SECRET = "log.pub", "log.key"


def load_keys(directory: Path, disk: Disk, *, create: bool) -> tuple[VerifierKey, SignerKey | None]:
    """The log's public key, and its private key where it is here; raises StoreDamaged when they do not fit.

    A log that is being created gets a name of its own.
    """
    if create and not (directory / SECRET).exists():
        _create(directory, disk)
    secret, public = _text(directory / SECRET, disk), _text(directory / PUBLIC, disk)
    try:
        signer = parse_signer_key(secret) if secret is not None else None
        key = parse_verifier_key(public) if public is not None else signer.verifier if signer else None
    except NotANote as error:
        raise StoreDamaged(f"{directory} 里的日志密钥读不出：{error}。请从备份恢复") from error
    if key is None:
        raise StoreDamaged(f"{directory} 里没有日志密钥：请从备份恢复 {PUBLIC} 和 {SECRET}")
    if signer is not None and signer.verifier != key:
        raise StoreDamaged(f"{directory} 里的公钥与私钥不是一对：请从备份恢复")
    return key, signer


def _create(directory: Path, disk: Disk) -> None:
    seed = secrets.token_bytes(32)
    name = f"gongzhi.local/log/{hashlib.sha256(seed + b'name').hexdigest()[:12]}"
    signer = SignerKey(name=name, seed=seed)
    disk.make_directory(directory)
    disk.replace(directory / PUBLIC, f"{signer.verifier}\n".encode())
    # Last, because it is what says that the pair exists.
    disk.replace(directory / SECRET, f"{signer}\n".encode())


def _text(path: Path, disk: Disk) -> str | None:
    data = disk.read(path)
    return None if data is None else data.decode("utf-8", "replace").removesuffix("\n")
