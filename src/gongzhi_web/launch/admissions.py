"""The demo market's files of parties: applied, admitted, trained; everything marked as demo, and invented."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from gongzhi.adapters.archive import open_archive
from gongzhi.adapters.pseudonym_key import load_pseudonym_key
from gongzhi.flow.admitting import act_upon_dossier, apply, load_dossier
from gongzhi.flow.admitting_asked import Applying, Asked, Gate
from gongzhi.flow.admitting_broadcasts import Engaging, engage
from gongzhi.flow.admitting_details import Particulars
from gongzhi.flow.admitting_products import AskedOfProduct, Offering, act_upon_product, offer
from gongzhi.flow.admitting_terms import load_admission
from gongzhi.flow.ports import Archive
from gongzhi.law import load_book
from gongzhi.parties import (
    DossierOpened,
    LegalRole,
    Paper,
    Part,
    PartyKind,
    Person,
    Presenting,
    ProductStep,
    Role,
    Step,
    id_number_check_digit,
)
from gongzhi_web.launch.market import read_market

_GOODS = {"农产品": "食用农产品", "水产品": "食用农产品", "母婴": "食品", "酒": "食品"}
_KINDS = {"第二类医疗器械经营备案": "第二类医疗器械经营备案凭证"}
# Some wait, and one was returned, so that the reviewer's pages have something to do.
_WAITING = {"haizhen-seafood"}
_RETURNED = {"baobei-mumbaby": "示范：证照扫描件不清楚，请重新上传"}
_UNTRAINED = {"p-jin-shoucheng"}
_DONE = "demo-admitted"


def load_admissions(store: Path, now: datetime | None = None) -> None:
    """Seal the demo's files once for a store."""
    done = store / _DONE
    if done.is_file():
        return
    at = now or datetime.now(UTC)
    with open_archive(store) as archive:
        if next(archive.placed(kind=DossierOpened.__name__), None) is None:
            gate = Gate(admission=load_admission(), book=load_book(), key=load_pseudonym_key(store))
            _Demo(archive, gate, at).seal()
    done.write_text("1", encoding="ascii")


class _Demo:
    """Everything that is sealed, as of a few weeks before ``at``."""

    def __init__(self, archive: Archive, gate: Gate, at: datetime) -> None:
        self._archive = archive
        self._gate = gate
        self._at = at - timedelta(days=40)
        self._now = at
        self._market = read_market()
        self._platform = str(self._market["platform"])
        self._files: dict[str, str] = {}

    def seal(self) -> None:
        """Sellers, MCNs and the platform, then presenters, then products and one report."""
        rooms = {room["operator"]: room for room in self._market["rooms"]}
        for entry in self._market["organisations"]:
            if entry["kind"] in ("merchant", "mcn", "platform") and not entry.get("outside"):
                self._organisation(entry, rooms.get(entry["id"]))
        for number, one in enumerate(self._market["presenters"]):
            self._presenter(number, one)
        self._products()
        self._report()

    def _organisation(self, entry: dict[str, Any], room: dict[str, Any] | None) -> None:
        kind, party = str(entry["kind"]), str(entry["id"])
        role = LegalRole(kind) if kind != "merchant" else LegalRole.OPERATOR
        holder = str(entry["parent"]) if kind == "platform" else self._platform
        sort = room["category"] if room else ""
        new = Applying(
            role=role,
            kind=PartyKind(entry.get("party_kind", "company")),
            holder=holder,
            applicant=party,
            about=party,
            name=str(entry.get("legal_name", entry["name"])),
            known_as=(str(entry["name"]),),
            uscc=str(entry["uscc"]),
            place=str(entry["place_of_business"]),
            registered_place=str(entry["registered_place"]),
            goods=(_GOODS.get(sort, sort),) if sort else (),
            particulars=Particulars(phone="00000000000"),
            papers=(Paper(kind="营业执照", number=str(entry["uscc"])), *self._papers(entry)),
            demo=True,
        )
        by_role = Role.PLATFORM_LEAD if kind == "platform" else Role.MERCHANT
        self._files[party] = self._apply(new, party, by_role)
        if party in _RETURNED:
            self._act(party, holder, Step.RETURN, reason=_RETURNED[party])
        elif party not in _WAITING:
            self._act(party, holder, Step.ADMIT, reason="示范数据，没有向任何来源核验")

    def _papers(self, entry: dict[str, Any]) -> Iterator[Paper]:
        known = {one.name for one in self._gate.admission.papers}
        for one in entry.get("licences", []):
            plain = str(one["kind"]).split("（")[0]
            kind = _KINDS.get(plain, plain)
            if kind == "营业执照":
                continue
            until = one.get("valid_until")
            number = str(one["number"])
            yield Paper(
                kind=kind if kind in known else "其他",
                number=number,
                valid_until=until if isinstance(until, date) else None,
            )

    def _presenter(self, number: int, one: dict[str, Any]) -> None:
        # The region 390104 does not exist, so that no number here can be anybody's.
        first17 = f"3901041990010100{number % 10}"
        party, organisation = str(one["id"]), str(one["organisation"])
        shown = str(one.get("display_name", one["name"]))
        new = Applying(
            role=LegalRole.PRESENTER,
            kind=PartyKind.PERSON,
            holder=self._platform,
            applicant=organisation,
            about=party,
            known_as=(shown,) if shown != one["name"] else (),
            mcn=organisation if organisation == "xinghuo" else None,
            particulars=Particulars(
                name=str(one["name"]),
                id_number=first17 + id_number_check_digit(first17),
                phone="00000000000",
                home="临川湾市（示范）",
                qualification=str(one["relation"]),
            ),
            demo=True,
        )
        self._files[party] = self._apply(new, organisation, Role.MERCHANT)
        self._act(party, self._platform, Step.ADMIT, reason="示范数据，没有向任何来源核验")
        if party not in _UNTRAINED:
            day = self._at.date()
            self._act(party, self._platform, Step.TRAIN, day=day, course="示范：直播电商法规与平台规则")

    def _products(self) -> None:
        lin = self._files["lin-orchard"]
        for title, papers, clear in (
            ("示范：云岭脐橙 5 斤", (Paper(kind="承诺达标合格证", number="QS-YL-260226"),), True),
            ("示范：云岭豇豆 2 斤", (Paper(kind="承诺达标合格证", number="QS-YL-260301"),), False),
        ):
            by = _person("示范农户", "lin-orchard", Role.MERCHANT)
            new = Offering(title=title, sort="食用农产品", holder=self._platform, applicant="lin-orchard",
                           seller=lin, origin="青石县云岭乡", papers=papers, demo=True)  # fmt: skip
            made = offer(self._archive, self._gate, new=new, by=by, at=self._tick())
            if clear:
                asked = AskedOfProduct(step=ProductStep.CLEAR, seen=1, reason="示范：已看合格证")
                act_upon_product(self._archive, self._gate, number=made.number, asked=asked, by=by, at=self._tick())

    def _report(self) -> None:
        presenters = (Presenting(dossier=self._files["p-lin-xiaohe"], part=Part.LEAD),)
        lin = self._files["lin-orchard"]
        new = Engaging(holder=self._platform, applicant="lin-orchard", room="lin-orchard", planned_at=self._now,
                       operator=lin, presenters=presenters, sellers=(lin,), demo=True)  # fmt: skip
        by = _person("示范农户", "lin-orchard", Role.MERCHANT)
        engage(self._archive, self._gate, new=new, by=by, at=self._now - timedelta(hours=1))

    def _apply(self, new: Applying, organisation: str, role: Role) -> str:
        by = _person("示范数据", organisation, role)
        return apply(self._archive, self._gate, new=new, by=by, at=self._tick()).number

    def _act(self, party: str, holder: str, step: Step, **asked: Any) -> None:
        number = self._files[party]
        role = Role.PLATFORM_LEAD if holder == self._platform else Role.REGULATOR_OFFICER
        seen = load_dossier(self._archive, number).version
        given = Asked(step=step, seen=seen, **asked)
        by = _person("示范数据", holder, role)
        act_upon_dossier(self._archive, self._gate, number=number, asked=given, by=by, at=self._tick())

    def _tick(self) -> datetime:
        self._at += timedelta(minutes=1)
        return self._at


def _person(name: str, organisation: str, role: Role) -> Person:
    return Person(ref="demo", name=name, organisation=organisation, role=role)
