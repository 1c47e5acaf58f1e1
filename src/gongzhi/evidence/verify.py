"""The offline check of a bundle: a pure function from its bytes and a policy to a numbered verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from gongzhi.evidence.bundle import (
    CHECKPOINT_PART,
    FORMAT,
    MANIFEST,
    MANIFEST_NOTE,
    POLICY_PART,
    TIMESTAMPS,
    BundleManifest,
    manifest_text,
)
from gongzhi.evidence.checkpoint import Checkpoint, NotACheckpoint, parse_checkpoint
from gongzhi.evidence.cosignature import verify_cosignatures
from gongzhi.evidence.note import NotANote, Note, NotSigned, VerifierKey, parse_note, verify_note
from gongzhi.evidence.policy import NotAPolicy, Policy, parse_policy
from gongzhi.evidence.timestamps import Authority, count_timestamps
from gongzhi.evidence.verify_dates import check_dates
from gongzhi.evidence.verify_items import OUT_OF_PLACE, ItemVerdict, Reason, verify_items
from gongzhi.evidence.verify_parts import check_listing, named_outside
from gongzhi.evidence.verify_segments import check_bundled_segments
from gongzhi.evidence.zips import NotAPackage, Package, unpack
from gongzhi.values import NotThisRecord, decode_record, show_instant

_LISTED = 20


class Outcome(StrEnum):
    """VERIFIED: all of it holds. INCOMPLETE: what is there holds, and something is missing. FAILED: something is false."""

    VERIFIED = "verified"
    FAILED = "failed"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One numbered step: what was checked, whether it holds, and the detail in Chinese."""

    n: int
    what: str
    ok: bool
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The outcome, the steps in their order, and one verdict per exhibit."""

    verdict: Outcome
    steps: tuple[Step, ...]
    items: tuple[ItemVerdict, ...]
    scope: str = ""


WHAT = {
    1: "包的结构",
    2: "清单与各部分的散列",
    3: "信任的来源",
    4: "检查点由所信的日志签名",
    5: "见证人的联署达到法定数",
    6: "清单由日志签名",
    7: "每件证据都在日志里",
    8: "每件原件与日志里的承诺相符",
    9: "清单引用的证据齐全",
    10: "时间戳机构证明检查点在何时已经存在",
}
# Only for a bundle that holds segment records: others promise nothing of a broadcast's being whole.
SEGMENTS_WHOLE = 11, "场次各段齐全"


def verify_bundle(data: bytes, *, policy: Policy | None = None, authorities: Sequence[Authority] = ()) -> Verdict:
    """Check a bundle offline. Needs nothing but its bytes, a policy and the certificates of authorities; knows no clock.

    (1) The package has its one form: no doubled, climbing, compressed, encrypted or extra content.
    (2) The manifest is canonical and names every part with its SHA-256.
    (3) Whom to believe: the given policy; without one, the bundle's own, and the step says so.
    (4) The checkpoint is signed by a log of the policy.
    (5) The witnesses of the policy's quorum have cosigned it.
    (6) The manifest is signed by the same log: nothing was taken out since it was made.
    (7) Each entry is in the log: its proof leads to the checkpoint's root.
    (8) Each content opens the commitment of its entry; what is withheld is so by a sealed record of this bundle.
    (9) Nothing that the manifest names is absent or unresolved; what its records name besides is told.
    (10) When authorities are given, one of them has stamped the checkpoint, no stamp is of something else, and no entry is
    dated before an earlier checkpoint without it was stamped, or after one that holds it was.
    (11) When it holds segment records: no segment of the broadcast is missing, moved or altered, every gap is declared.

    FAILED when a step other than 9 is false, or 11 for more than an absence; INCOMPLETE when only they are; VERIFIED otherwise. A step that could not be
    reached is false and says why. Never raises for any bytes.
    """
    check = _Check(policy, authorities)
    check.run(data)
    return check.verdict()


class _Check:
    """The steps so far. Each method is one step and returns what the next ones need, or None when it is false."""

    def __init__(self, policy: Policy | None, authorities: Sequence[Authority]) -> None:
        self.policy = policy
        self.authorities = authorities
        self.steps: list[Step] = []
        self.items: tuple[ItemVerdict, ...] = ()
        self.scope = ""
        # Steps that are false only because something is absent.
        self.absences = {9}

    def run(self, data: bytes) -> None:
        package = self.open_package(data)  # (1)
        if package is None:
            return
        manifest = self.read_manifest(package)  # (2)
        policy = self.choose_policy(package)  # (3)
        opened = self.open_checkpoint(package, policy)  # (4)
        checkpoint, log = opened if opened is not None else (None, None)
        self.count_witnesses(package, policy, known=checkpoint is not None)  # (5)
        self.check_manifest_signature(package, log)  # (6)
        if manifest is None:
            self.check_timestamps(package, opened)  # (10)
            return
        self.scope = manifest.scope
        self.items = verify_items(package.parts, manifest, checkpoint)
        self.judge_places()  # (7)
        self.judge_contents()  # (8)
        self.check_completeness(manifest, package)  # (9)
        self.check_segments(package)  # (11)
        self.check_timestamps(package, opened)  # (10) after the others, because it gives exhibits another reason

    def say(self, n: int, ok: bool, detail: str) -> None:
        # Names in a policy may be octets that are no text; what is said is.
        readable = detail.encode("utf-8", "replace").decode()
        self.steps.append(Step(n=n, what=WHAT[n], ok=ok, detail=readable))

    def verdict(self) -> Verdict:
        done = {step.n for step in self.steps}
        for n in sorted(set(WHAT) - done):
            self.say(n, False, "前面的步骤不成立，未能核验")
        failed = [step.n for step in self.steps if not step.ok]
        outcome = (
            Outcome.VERIFIED
            if not failed
            else Outcome.INCOMPLETE
            if self.absences.issuperset(failed)
            else Outcome.FAILED
        )
        steps = tuple(sorted(self.steps, key=lambda step: step.n))
        return Verdict(verdict=outcome, steps=steps, items=self.items, scope=self.scope)

    def open_package(self, data: bytes) -> Package | None:
        # (1)
        try:
            package = unpack(data)
        except NotAPackage as error:
            self.say(1, False, str(error))
            return None
        detail = f"共 {len(package.parts)} 个部分"
        if package.damaged:
            detail = "；".join(f"{name}：{why}" for name, why in package.damaged.items())
        self.say(1, not package.damaged, detail)
        return package

    def read_manifest(self, package: Package) -> BundleManifest | None:
        # (2)
        try:
            manifest = decode_record(BundleManifest, package.parts.get(MANIFEST, b""))
        except (NotThisRecord, RecursionError) as error:
            self.say(2, False, f"{MANIFEST} 读不出：{error}")
            return None
        wrong = check_listing(package.parts, manifest)
        if manifest.format != FORMAT:
            wrong = [f"格式 {manifest.format} 不是 {FORMAT}", *wrong]
        self.say(2, not wrong, "；".join(wrong) or f"清单列出 {len(manifest.items)} 件，各部分散列相符")
        return manifest

    def choose_policy(self, package: Package) -> Policy | None:
        # (3)
        if self.policy is not None:
            self.say(3, True, "使用了核验者提供的信任策略")
            return self.policy
        try:
            own = parse_policy(package.parts.get(POLICY_PART, b""))
        except NotAPolicy as error:
            self.say(3, False, f"没有提供信任策略，包内的 {POLICY_PART} 也读不出：{error}")
            return None
        self.say(
            3,
            True,
            "没有提供信任策略，公钥取自这个包本身：只能说明包内前后一致，不能说明日志属于谁。"
            "请从日志经营者以外的途径取得公钥，用 --policy 再核验一次",
        )
        return own

    def open_checkpoint(self, package: Package, policy: Policy | None) -> tuple[Checkpoint, VerifierKey] | None:
        # (4)
        if policy is None:
            self.say(4, False, "没有可用的信任策略")
            return None
        try:
            note = parse_note(package.parts.get(CHECKPOINT_PART, b""))
            checkpoint = parse_checkpoint(note.text)
            keys = verify_note(note, [key for key in policy.logs if key.name == checkpoint.origin])
        except (NotANote, NotACheckpoint, NotSigned) as error:
            self.say(4, False, f"检查点不可信：{error}")
            return None
        if checkpoint.extensions:
            # Our logs write none, and an ML-DSA cosignature does not cover them: nobody would vouch for what they say.
            self.say(4, False, "检查点不可信：带有附加行，见证人不为附加行作保")
            return None
        self.say(4, True, f"日志 {checkpoint.origin}，{checkpoint.size} 项")
        return checkpoint, keys[0]

    def count_witnesses(self, package: Package, policy: Policy | None, *, known: bool) -> None:
        # (5)
        if policy is None or not known:
            self.say(5, False, "检查点不可信，未能核验联署")
            return
        try:
            cosigned = verify_cosignatures(_checkpoint_note(package), policy.witnesses)
        except NotSigned as error:
            self.say(5, False, str(error))
            return
        if policy.quorum == "none":
            self.say(5, True, "信任策略不要求见证人")
            return
        names = "、".join(sorted(cosigned)) or "无"
        self.say(5, policy.satisfied_by(set(cosigned)), f"联署的见证人：{names}；策略要求 {policy.quorum}")

    def check_manifest_signature(self, package: Package, log: VerifierKey | None) -> None:
        # (6)
        if log is None:
            self.say(6, False, "不知道所信的日志公钥")
            return
        try:
            note = parse_note(package.parts.get(MANIFEST_NOTE, b""))
            verify_note(note, [log])
        except (NotANote, NotSigned) as error:
            self.say(6, False, f"{MANIFEST_NOTE}：{error}")
            return
        same = note.text == manifest_text(package.parts.get(MANIFEST, b""))
        self.say(6, same, "清单自制成以来未被改动" if same else f"{MANIFEST} 与签名时不同")

    def judge_places(self) -> None:
        # (7)
        wrong = [item for item in self.items if item.reason in OUT_OF_PLACE]
        self.say(7, not wrong, _listed(wrong) if wrong else f"{len(self.items)} 件")

    def judge_contents(self) -> None:
        # (8)
        wrong = [item for item in self.items if item.reason in (Reason.CONTENT_ALTERED, Reason.WITHHELD_UNFOUNDED)]
        unreached = sum(item.reason in OUT_OF_PLACE for item in self.items)
        withheld = sum(item.reason is Reason.WITHHELD for item in self.items)
        detail = _listed(wrong) if wrong else f"{len(self.items) - unreached - withheld} 件"
        if withheld:
            detail += f"；{withheld} 件的内容已按记录隐去，只证明它曾被封存"
        self.say(8, not wrong and not unreached, f"{detail}；{unreached} 件未能核验" if unreached else detail)

    def check_completeness(self, manifest: BundleManifest, package: Package) -> None:
        # (9)
        absent = [item.name for item in self.items if item.reason in (Reason.CONTENT_MISSING, Reason.ERASED)]
        detail = [f"没有原件：{'、'.join(absent)}"] if absent else []
        if manifest.unresolved:
            detail.append(f"日志里没有：{'、'.join(manifest.unresolved)}")
        if not manifest.items:
            detail.append("包里没有证据")
        ok = not detail
        sealed = {item.name for item in self.items if item.reason is Reason.SEALED}
        if outside := named_outside(package.parts, manifest, sealed):
            more = f"等 {len(outside)} 件" if len(outside) > _LISTED else ""
            detail.append(f"各件的记录还指向包外：{'、'.join(outside[:_LISTED])}{more}")
        self.say(9, ok, "；".join(detail) or "没有缺件")

    def check_segments(self, package: Package) -> None:
        # (11)
        reports = check_bundled_segments(package.parts, self.items)
        if not reports:
            return
        if not any(report.false for report in reports):
            self.absences.add(SEGMENTS_WHOLE[0])
        detail = "；".join(f"场次 {report.broadcast}：{report.says()}" for report in reports)
        self.steps.append(Step(n=11, what=SEGMENTS_WHOLE[1], ok=all(report.ok for report in reports), detail=detail))

    def check_timestamps(self, package: Package, opened: tuple[Checkpoint, VerifierKey] | None) -> None:
        # (10)
        tokens = {name: package.parts[name] for name in package.parts if name.startswith(TIMESTAMPS)}
        if not self.authorities:
            said = f"包里有 {len(tokens)} 个时间戳；没有提供机构的证书，未核验，请用 --authorities 再核验一次"
            self.say(10, True, said if tokens else "包里没有时间戳")
            return
        try:
            stamped = count_timestamps(tokens, _checkpoint_note(package).text, self.authorities)
        except (KeyError, NotANote):
            self.say(10, False, "检查点读不出，未能核验时间戳")
            return
        detail = [f"{one.authority} 证明检查点在 {show_instant(one.at)} 已经存在" for one in stamped.verified]
        detail += [f"{name}：{why}" for name, why in (*stamped.false.items(), *stamped.unknown.items())]
        false = bool(stamped.false)
        if opened is not None:
            dates = check_dates(package.parts, self.items, opened, stamped.verified, self.authorities)
            self.items, detail, false = dates.items, [*detail, *dates.says], false or dates.false
        self.say(10, bool(stamped.verified) and not false, "；".join(detail) or "没有所信机构的时间戳")


def _checkpoint_note(package: Package) -> Note:
    return parse_note(package.parts[CHECKPOINT_PART])


def _listed(wrong: Sequence[ItemVerdict]) -> str:
    more = f"；另有 {len(wrong) - _LISTED} 件" if len(wrong) > _LISTED else ""
    return "；".join(f"{item.name}：{item.detail}" for item in wrong[:_LISTED]) + more
