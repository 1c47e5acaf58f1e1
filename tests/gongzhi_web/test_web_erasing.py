"""What was lawfully destroyed is gone from the rows too, and a site built anew from the log has the same ones."""

from datetime import UTC, datetime

from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi.flow.erase import Grounds, erase_for_person
from gongzhi.flow.keeping import load_classes
from gongzhi_web.archive.following import catch_up
from gongzhi_web.archive.models import Cursor
from gongzhi_web.evidence.models import Placing
from gongzhi_web.screening.models import FindingRow

AT = datetime(2026, 3, 5, tzinfo=UTC)
GROUNDS = Grounds(basis=("个人信息保护法/47",), why="请求 1 号", by="sun", at=AT)


def test_an_erased_finding_loses_its_row_and_the_others_stay(archive: MemoryArchive, market) -> None:
    gone, kept = (
        FindingRow.objects.filter(broadcast=market["tea"]).order_by("exhibit").values_list("exhibit", flat=True)
    )
    erase_for_person(archive, load_classes(), [gone], GROUNDS)
    catch_up(archive)
    assert not FindingRow.objects.filter(exhibit=gone).exists() and FindingRow.objects.filter(exhibit=kept).exists()
    assert Placing.objects.get(exhibit=gone).sha256 == "0" * 64


def test_a_site_built_anew_skips_what_was_erased(archive: MemoryArchive, market) -> None:
    gone = FindingRow.objects.filter(broadcast=market["tea"]).first().exhibit
    erase_for_person(archive, load_classes(), [gone], GROUNDS)
    catch_up(archive)
    before = set(FindingRow.objects.values_list("exhibit", flat=True))
    FindingRow.objects.all().delete()
    Cursor.objects.all().delete()
    catch_up(archive)
    assert set(FindingRow.objects.values_list("exhibit", flat=True)) == before and gone not in before
