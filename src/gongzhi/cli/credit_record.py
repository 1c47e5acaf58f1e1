"""``gongzhi credit record``: seal events of quality, reviews and fulfilment with the document that shows them."""

import argparse
import mimetypes
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gongzhi.cli.main import Refusal


def add_verbs(verbs: Any) -> None:
    record = verbs.add_parser("record", help="登记质量、评价、履约等事件，连同来源文件一起封存；坏行逐行拒收")
    record.add_argument("events", metavar="EVENTS", help=".jsonl 或 .csv，每行一件事")
    record.add_argument("--source", metavar="FILE", help="能看出这些事的文件（检验报告、退货清单等）；默认就是 EVENTS")
    record.add_argument("--organisation", required=True, metavar="ID", help="登记的平台，写单位编号或全称")
    record.add_argument("--by", metavar="ACCOUNT", help="登记人的账号，默认本机登录名")
    record.add_argument("--parties", metavar="FILE", help="主体名单，每行 party、role；给了名单，名单外的事件拒收")
    record.add_argument("--store", default="gongzhi-store", metavar="DIR", help="证据库目录")
    record.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from gongzhi.adapters.archive import open_archive
    from gongzhi.adapters.credit_files import FileUnreadable, lines_of
    from gongzhi.adapters.environment import login_name
    from gongzhi.cli.credit import parties_asked, tell_refused
    from gongzhi.credit import load_scale
    from gongzhi.flow.record_credit import SourceMissing, Told, record_events
    from gongzhi.parties import Person, Role

    by = args.by or login_name()
    try:
        told = Told(
            source=_source(Path(args.source or args.events)),
            by=Person(ref=by, name=by, organisation=args.organisation, role=Role.PLATFORM_REVIEWER),
            at=datetime.now(UTC),
            parties=parties_asked(args) or None,
        )
        with open_archive(args.store) as archive:
            found = record_events(archive, lines_of(args.events), told, scale=load_scale())
    except (FileUnreadable, SourceMissing) as error:
        raise Refusal(str(error)) from error
    tell_refused(found.refused, "事件")
    if not found.events:
        raise Refusal(
            f"没有一行可以登记，什么也没有封存：{found.refused[0].why if found.refused else '文件里没有事件'}"
        )
    print(f"已登记 {len(found.events)} 件，连同来源文件“{told.source.name}”封存；未计入 {len(found.refused)} 行")
    return 0


def _source(path: Path) -> Any:
    from gongzhi.flow.record_credit import Source

    try:
        data = path.read_bytes()
    except OSError as error:
        raise Refusal(f"读不了来源文件“{path}”：{error.strerror}，请检查路径与权限") from error
    return Source(
        name=path.name, data=data, media_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    )


def events_of_store(directory: str, parties: Any) -> Any:
    """All that a store holds of credit, by party, as ``read_events`` gives it; roles from ``parties``, else as recorded."""
    from dataclasses import replace

    from gongzhi.adapters.archive import open_archive
    from gongzhi.credit import EventsRead, ScoredRole
    from gongzhi.flow.record_credit import known_events, recorded_events

    with open_archive(directory, create=False) as archive:
        recorded = {one.event.party: one.event.role for one in recorded_events(archive)}
        events = list(known_events(archive))
    read = EventsRead(roles=dict(parties))
    for event in events:
        role = read.roles.setdefault(event.party, recorded.get(event.party, ScoredRole.SELLER))
        read.events.setdefault(event.party, []).append(replace(event, role=role))
        read.counted += 1
    return read
