"""The demo's campaign, sample, recall and papers: whole, marked as demo, sealed once."""

from datetime import UTC, datetime
from pathlib import Path

from gongzhi.adapters.archive import open_archive
from gongzhi.cases import CampaignPlanned, RecallOpened, SampleTaken
from gongzhi.flow.campaigning import load_campaign
from gongzhi.flow.campaigning_tally import tally
from gongzhi.flow.matters import sealed_records
from gongzhi_web.launch.campaigning import load_campaigns

NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)


def test_the_demo_fills_every_page_says_that_it_is_a_demo_and_is_sealed_once(tmp_path: Path) -> None:
    load_campaigns(tmp_path, NOW)
    with open_archive(tmp_path) as archive:
        size = archive.size()
        [planned] = [one.record for one in sealed_records(archive, CampaignPlanned)]
        counted = tally(archive, load_campaign(archive, planned.number))
        numbers = {key: count for key, _, count in counted.numbers}
        assert numbers | {"targets": 4, "leads": 2, "advised": 1, "samples": 1, "failed": 1, "recalls": 1} == numbers
        for kind in (CampaignPlanned, SampleTaken, RecallOpened):
            for one in sealed_records(archive, kind):
                assert "示范" in str(one.record) and one.record.by.name == "示范数据"
        assert all("示范" in one.title for each in counted.lists.values() for one in each if one.kind != "paper")
    (tmp_path / "demo-campaigns").unlink()
    load_campaigns(tmp_path, NOW)
    with open_archive(tmp_path) as archive:
        assert archive.size() == size
