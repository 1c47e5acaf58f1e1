"""The log's key pairs in a directory, in signed-note form: Ed25519 created on first use, SM2 when somebody asks for it."""

import hashlib
import secrets
from dataclasses import replace
from pathlib import Path

from gongzhi.adapters.disk import Disk
from gongzhi.evidence import (
    NotANote,
    SignerKey,
    Sm2NotInstalled,
    Sm2SignerKey,
    StoreDamaged,
    StoreUnwritable,
    VerifierKey,
    is_scalar,
    parse_signer_key,
    parse_sm2_signer_key,
    parse_verifier_key,
)

PUBLIC, SECRET = "log.pub", "log.key"
SM2_PUBLIC, SM2_SECRET = "log.sm2.pub", "log.sm2.key"


def load_keys(directory: Path, disk: Disk, *, create: bool) -> tuple[VerifierKey, SignerKey | None]:
    """The log's public key, and its private key where it is here; raises StoreDamaged when they do not fit.

    A log that is being created gets a name of its own.
    """
    if create and not (directory / SECRET).exists():
        _create(directory, disk)
    secret, public = _text(directory / SECRET, disk), _text(directory / PUBLIC, disk)
    try:
        signer = _with_sm2(parse_signer_key(secret), directory, disk) if secret is not None else None
        key = parse_verifier_key(public) if public is not None else signer.verifier if signer else None
    except NotANote as error:
        raise StoreDamaged(f"{directory} 里的日志密钥读不出：{error}。请从备份恢复") from error
    except Sm2NotInstalled as error:
        # Going on with one signature would break the promise that both sign.
        raise StoreUnwritable(f"{directory} 的日志要用国密签名。{error}") from error
    if key is None:
        raise StoreDamaged(f"{directory} 里没有日志密钥：请从备份恢复 {PUBLIC} 和 {SECRET}")
    if signer is not None and signer.verifier != key:
        raise StoreDamaged(f"{directory} 里的公钥与私钥不是一对：请从备份恢复")
    return key, signer


def add_sm2_key(directory: Path, disk: Disk | None = None) -> VerifierKey:
    """The SM2 key beside the log's own, made when there is none; from the next checkpoint on, both sign.

    Raises StoreDamaged without a log key, and Sm2NotInstalled.
    """
    disk = disk or Disk()
    _, signer = load_keys(directory, disk, create=False)
    if signer is None:
        raise StoreDamaged(f"{directory} 里没有日志私钥，不能再加国密密钥：请在写日志的机器上执行")
    if signer.beside is not None:
        return signer.beside.verifier
    scalar = secrets.token_bytes(32)
    while not is_scalar(scalar):
        scalar = secrets.token_bytes(32)
    key = Sm2SignerKey(name=signer.name, scalar=scalar)
    disk.replace(directory / SM2_PUBLIC, f"{key.verifier}\n".encode())
    # Last, because it is what makes the log sign with it.
    disk.replace(directory / SM2_SECRET, f"{key}\n".encode())
    return key.verifier


def _with_sm2(signer: SignerKey, directory: Path, disk: Disk) -> SignerKey:
    secret = _text(directory / SM2_SECRET, disk)
    return signer if secret is None else replace(signer, beside=parse_sm2_signer_key(secret))


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
