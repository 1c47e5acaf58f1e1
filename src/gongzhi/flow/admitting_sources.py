"""Where what a party says of itself is compared: sources of verification as ports; what was not asked is said to be so."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from gongzhi.parties import Dossier, LegalRole, Matched, PersonalDetails, SourceAnswer

REGISTRY, FACE, PERSON = "登记信息", "人脸核验", "身份证件"
_ALIVE = ("存续", "在业", "开业", "在营", "正常")
_NO_REGISTRY = "没有接入登记信息来源，请人工核对执照原件"
_NO_FACE = "没有接入人脸核验来源，请由人核对本人与证件；不得只用人脸一种方式核验"


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """What a business registry has on a code. ``name`` empty: the extract holds none of that code."""

    source: str
    as_of: date | None
    sha256: str
    name: str = ""
    status: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Faced:
    """The result of a face check made elsewhere, under the number of the file; no picture comes here."""

    source: str
    as_of: date | None
    sha256: str
    same: bool | None = None


class Registry(Protocol):
    """A business registry, or an extract of one."""

    def look_up(self, uscc: str) -> Registered:
        """What it has on this unified social credit code."""


class FaceChecks(Protocol):
    """Somebody who compares faces, or the list of results that they gave."""

    def result_for(self, dossier: str) -> Faced:
        """The newest result for this file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """What is connected here; None where nothing is."""

    registry: Registry | None = None
    faces: FaceChecks | None = None


def ask_sources(now: Dossier, details: PersonalDetails | None, sources: Sources) -> tuple[SourceAnswer, ...]:
    """One answer for each thing that could be checked of this party, NOT_ASKED where nobody could be asked."""
    return tuple(_answers(now, details, sources))


def differences(answers: tuple[SourceAnswer, ...]) -> tuple[str, ...]:
    """What a person must explain before going on in spite of it."""
    return tuple(f"{one.asked_for}{one.matched.chinese}" for one in answers if one.matched in _BAD)


_BAD = {Matched.DIFFERENT, Matched.NOT_FOUND}


def _answers(now: Dossier, details: PersonalDetails | None, sources: Sources) -> Iterator[SourceAnswer]:
    if now.opened.uscc:
        yield _registry(now, sources.registry)
    if now.natural:
        yield _person(details)
    if now.opened.role is LegalRole.PRESENTER:
        yield _face(now, sources.faces)


def _registry(now: Dossier, registry: Registry | None) -> SourceAnswer:
    if registry is None:
        return SourceAnswer(source="—", asked_for=REGISTRY, matched=Matched.NOT_ASKED, note=_NO_REGISTRY)
    found = registry.look_up(now.opened.uscc or "")
    given = {"source": found.source, "as_of": found.as_of, "sha256": found.sha256}
    if not found.name:
        note = "来源里没有这个统一社会信用代码，请核对代码或换较新的登记信息"
        return SourceAnswer(asked_for=REGISTRY, matched=Matched.NOT_FOUND, note=note, **given)  # type: ignore[arg-type]
    fields = {
        "名称": _same(_plain(found.name) == _plain(now.opened.name)),
        "登记状态": "来源未载" if not found.status else _same(found.status.startswith(_ALIVE)),
        "住所": _place(found.place, now.opened.registered_place or now.opened.place),
    }
    matched = Matched.DIFFERENT if "不一致" in fields.values() else Matched.SAME
    note = f"来源登记状态：{found.status}" if found.status else ""
    return SourceAnswer(asked_for=REGISTRY, matched=matched, fields=fields, note=note, **given)  # type: ignore[arg-type]


def _person(details: PersonalDetails | None) -> SourceAnswer:
    """The check digit is all that can be said without asking the authority that issued the number."""
    written = bool(details and details.id_number)
    note = "号码写法与校验位已核对；没有向发证机关核验" if written else "没有身份证件号码，没有核验"
    return SourceAnswer(source="—", asked_for=PERSON, matched=Matched.NOT_ASKED, note=note)


def _face(now: Dossier, faces: FaceChecks | None) -> SourceAnswer:
    if faces is None:
        return SourceAnswer(source="—", asked_for=FACE, matched=Matched.NOT_ASKED, note=_NO_FACE)
    found = faces.result_for(now.number)
    if found.same is None:
        matched, note = Matched.NOT_ASKED, "来源里没有这份档案的结果，没有核验"
    else:
        matched, note = (Matched.SAME if found.same else Matched.DIFFERENT), ""
    return SourceAnswer(
        source=found.source, asked_for=FACE, matched=matched, as_of=found.as_of, sha256=found.sha256, note=note
    )


def _same(same: bool) -> str:
    return "一致" if same else "不一致"


def _place(found: str, given: str) -> str:
    if not found or not given:
        return "来源未载" if not found else "档案未填"
    return _same(_plain(found) == _plain(given))


def _plain(text: str) -> str:
    return "".join(text.split()).replace("（", "(").replace("）", ")")
