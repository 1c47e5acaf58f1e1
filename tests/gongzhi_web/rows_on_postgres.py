"""Run by test_web_postgres.py in a Python of its own: what SQLite takes and a plain PostgreSQL would refuse."""

import threading

import pytest
from django.db import connection, transaction

from gongzhi.adapters.memory_archive import MemoryArchive
from gongzhi_web.accounts.models import Kind, Organisation
from gongzhi_web.archive.following import follow
from gongzhi_web.archive.inserting import insert_rows
from gongzhi_web.archive.models import Cursor
from gongzhi_web.board.models import DocketCount
from gongzhi_web.board.readers import count
from gongzhi_web.evidence.models import Placing

WHEN = "2026-03-01T00:00:00Z"


def test_the_rows_stand_in_postgres(db: None) -> None:
    assert connection.vendor == "postgresql" and connection.settings_dict["ENGINE"] == "gongzhi_web.postgres"


def test_a_text_with_nul_and_without_end_is_kept(db: None) -> None:
    made = Organisation(party="a\x00b", name="长" * 5000, kind=Kind.MERCHANT, aliases=["x\x00y", {"k\x00": 1}])
    made.save()
    kept = Organisation.objects.get(party="a\x00b")
    assert kept.party == "a\ufffdb" and len(kept.name) == 5000 and kept.aliases == ["x\ufffdy", {"k\ufffd": 1}]


def test_a_row_longer_than_its_column_says_is_inserted(db: None) -> None:
    empty = dict.fromkeys(("broadcast", "case", "party", "by", "by_name", "organisation"), "")
    insert_rows(
        [Placing(exhibit="e", index=1, kind="Lead", subject="s" * 900, name="", sha256="", size=1, at=WHEN, **empty)]
    )
    assert Placing.objects.get().subject == "s" * 900


@pytest.mark.django_db(transaction=True)
def test_two_followers_take_turns_and_two_counters_both_count() -> None:
    archive = MemoryArchive()
    Cursor.objects.create(name="log")
    done: list[int] = []

    def beside() -> None:
        try:
            done.append(follow(archive))
            count("east", "received", False, 1, 1)
        finally:
            connection.close()

    with transaction.atomic():
        Cursor.objects.select_for_update().get(name="log")
        count("east", "received", False, 1, 1)
        other = threading.Thread(target=beside)
        other.start()
        other.join(timeout=0.5)
        assert not done and other.is_alive()
    other.join(timeout=20)
    assert done == [0] and DocketCount.objects.get().n == 2
