"""Several reviewers at one file at the same moment, on a store on disk: one decides, the others are told who did."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

from cast_of_parties import LIN, MONDAY, SHOP, law, someone
from gongzhi.adapters.archive import open_archive
from gongzhi.flow.admitting import act_upon_dossier, apply, load_dossier
from gongzhi.flow.admitting_asked import Asked, Gate
from gongzhi.flow.admitting_terms import load_admission
from gongzhi.flow.docketing import Overtaken
from gongzhi.parties import Role, Step

TOGETHER = 4


def test_of_several_who_decide_at_once_one_does(tmp_path: Path) -> None:
    gate = Gate(admission=load_admission(), book=law(), key=b"secret")
    with open_archive(tmp_path) as archive:
        number = apply(archive, gate, new=SHOP, by=LIN, at=MONDAY).number
    start = Barrier(TOGETHER)

    def decide(place: int) -> str:
        by = someone(f"reviewer{place}", f"审核员{place}", "P", Role.PLATFORM_REVIEWER)
        step = Step.ADMIT if place % 2 else Step.RETURN
        with open_archive(tmp_path) as archive:
            start.wait()
            try:
                asked = Asked(step=step, seen=2, reason="核对过")
                act_upon_dossier(archive, gate, number=number, asked=asked, by=by, at=MONDAY)
            except Overtaken as refused:
                return str(refused)
        return ""

    with ThreadPoolExecutor(TOGETHER) as threads:
        answers = list(threads.map(decide, range(TOGETHER)))
    with open_archive(tmp_path) as archive:
        now = load_dossier(archive, number)
    assert answers.count("") == 1 and now.version == 3
    assert all(f"已由{now.acts[-1].by.name}“" in said for said in answers if said)
