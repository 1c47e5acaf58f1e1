"""What the verbs of admission need on this site: terms, law, the store's secret, and the sources that lie in the store."""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from gongzhi.adapters.party_tables import FaceFile, RegistryFile, TableUnusable, read_table
from gongzhi.flow.admitting_asked import Gate
from gongzhi.flow.admitting_sources import Sources
from gongzhi.flow.admitting_terms import load_admission
from gongzhi_web.evidence.custody import masking_key
from gongzhi_web.lawbook import book

ENDINGS = (".xlsx", ".csv")


def gate() -> Gate:
    """For verbs; raises TableUnusable when a source in the store cannot be read: then nothing may count as checked."""
    return Gate(admission=load_admission(), book=book(), key=masking_key(), sources=_sources())


def plain_gate() -> Gate:
    """For pages and rows, which ask no source."""
    return Gate(admission=load_admission(), book=book(), key=masking_key())


def sources_said() -> list[str]:
    """One line for each sort of source: which file is connected, or that none is."""
    said = []
    for name, what in (("registry", "登记信息"), ("faces", "人脸核验")):
        path = _path(name)
        said.append(f"{what}：{f'接入 {path.name}' if path else '没有接入来源，核验时写明“未核验”'}")
    return said


def _sources() -> Sources:
    registry, faces = _path("registry"), _path("faces")
    return Sources(
        registry=_registry(registry, registry.stat().st_mtime_ns) if registry else None,
        faces=_faces(faces, faces.stat().st_mtime_ns) if faces else None,
    )


def _path(name: str) -> Path | None:
    folder = Path(settings.STORE) / "sources"
    return next((path for ending in ENDINGS if (path := folder / f"{name}{ending}").is_file()), None)


@lru_cache(maxsize=2)
def _registry(path: Path, changed: int) -> RegistryFile:  # noqa: ARG001 - a new time makes a new entry
    return RegistryFile(read_table(path))


@lru_cache(maxsize=2)
def _faces(path: Path, changed: int) -> FaceFile:  # noqa: ARG001 - a new time makes a new entry
    return FaceFile(read_table(path))


__all__ = ["TableUnusable", "gate", "plain_gate", "sources_said"]
