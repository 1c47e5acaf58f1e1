"""``gongzhi evidence segments``: are the segments of a broadcast all there, and where are the gaps?"""

import argparse
import dataclasses
import json

from gongzhi.cli.main import Refusal


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which broadcast of which store; all that have segments when none is named."""
    parser.add_argument("broadcast", nargs="*", metavar="BROADCAST", help="场次编号；不写则核对全部有分段记录的场次")
    parser.add_argument("--store", default="gongzhi-store", metavar="DIR", help="证据库目录，默认 gongzhi-store")
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(args: argparse.Namespace) -> int:
    """Exit status 0 when each is whole so far (a capture that still runs has no close yet), 1 otherwise."""
    from gongzhi.adapters.archive import open_archive
    from gongzhi.evidence import SegmentReason, check_segments
    from gongzhi.flow.segmenting import segment_records, segmented_broadcasts, unlike_the_batches

    whole = True
    with open_archive(args.store, create=False) as archive:
        for broadcast in args.broadcast or segmented_broadcasts(archive):
            records = segment_records(archive, broadcast)
            if not records.opened and not records.roots:
                raise Refusal(f"场次“{broadcast}”没有分段记录：请核对编号，或用 gongzhi watch 录入")
            report, unlike = check_segments(records), unlike_the_batches(archive, records)
            running = {one.reason for one in report.troubles} <= {SegmentReason.CLOSE_MISSING} and not unlike
            whole &= running
            if args.format == "json":
                said = dataclasses.asdict(report) | {"unlike_the_batches": unlike, "ok": report.ok and not unlike}
                print(json.dumps(said, ensure_ascii=False, default=str))
                continue
            print(f"场次 {broadcast}：{'；'.join([report.says(), *unlike])}")
            print(f"  {report.count} 段，根 {report.root}，{'已收场' if report.closed else '未收场'}")
            for gap in report.gaps:
                print(f"  缺口 第 {gap.seq + 1} 段：{gap.why}")
    return 0 if whole else 1
