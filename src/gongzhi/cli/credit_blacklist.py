"""``gongzhi credit blacklist``: sign an entry, look an identifier up among the entries of many platforms."""

import argparse
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import orjson

from gongzhi.cli.main import Refusal


def add_verbs(verbs: Any) -> None:
    blacklist = verbs.add_parser("blacklist", help="平台间共享黑名单：签一条、查一个主体")
    what = blacklist.add_subparsers(dest="blacklist_verb", metavar="做什么", required=True)
    sign = what.add_parser("sign", help="签一条名单；没有决定与条款的不签")
    sign.add_argument("--key", required=True, metavar="FILE", help="本平台的 Ed25519 私钥（signed-note 格式）")
    sign.add_argument("--decision", required=True, metavar="NUMBER", help="决定文号")
    sign.add_argument("--decided", required=True, metavar="TIME", help="决定时刻，带时区")
    sign.add_argument("--provision", action="append", required=True, metavar="ID", help="依据的条款，可写多次")
    sign.add_argument("--from", dest="since", required=True, metavar="DATE", help="自哪一天起")
    sign.add_argument("--until", required=True, metavar="DATE", help="到哪一天止（当日不再计），期满自动失效")
    sign.add_argument("--appeal", choices=("none", "pending", "upheld", "revoked"), default="none", help="申诉情况")
    sign.add_argument("--repaired", metavar="TIME", help="修复的时刻")
    sign.add_argument("--version", type=int, default=1, metavar="N", help="同一决定的第几次状态，后者取代前者")
    sign.add_argument("-o", "--output", required=True, metavar="FILE", help="写到哪里")
    sign.add_argument("--list", action="store_true", help="接在 -o 这份名单之后，成为它的下一条（给别的平台的名单）")
    taken = what.add_parser("import", help="收下别的平台的名单：接不上此前收下的，整份不收")
    taken.add_argument("lists", nargs="+", metavar="LIST", help="别的平台给的名单文件")
    taken.add_argument(
        "--into", required=True, metavar="DIR", help="名单目录，其中 *.pub 为各平台公钥，salt 为约定的盐"
    )
    look = what.add_parser("look", help="按加盐标识查：某日仍在名单上的条目")
    look.add_argument("notes", nargs="*", metavar="NOTE", help="各平台签名的名单文件；也可只用 --from")
    look.add_argument("--public", action="append", default=[], metavar="KEY", help="各平台公钥的文件，可写多次")
    look.add_argument("--from", dest="folder", metavar="DIR", help="收下名单的目录")
    look.add_argument("--on", metavar="DATE", help="哪一天，默认今天")
    for one in (sign, look):
        one.add_argument("--uscc", metavar="CODE", help="统一社会信用代码")
        one.add_argument("--id-number-file", metavar="FILE", help="证件号码所在的文件（不写在命令行里）")
        one.add_argument("--salt-file", required=True, metavar="FILE", help="各平台约定并保密的盐，至少 16 字节")
    blacklist.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from gongzhi.credit import BadListing, BrokenChain
    from gongzhi.evidence import NotANote
    from gongzhi.values import NotAnInstant

    verbs = {"sign": _sign, "import": _import, "look": _look}
    try:
        return verbs[args.blacklist_verb](args)
    except (BadListing, BrokenChain, NotANote, NotAnInstant) as error:
        raise Refusal(str(error)) from error
    except OSError as error:
        raise Refusal(f"读写不了“{error.filename}”：{error.strerror}，请检查路径与权限") from error


def _sign(args: argparse.Namespace) -> int:
    from gongzhi.credit import AppealState, BlacklistEntry, add_link, sign_entry
    from gongzhi.evidence import parse_signer_key
    from gongzhi.values import read_instant

    key = parse_signer_key(Path(args.key).read_text("utf-8").strip())
    entry = BlacklistEntry(
        platform=key.name,
        subject=_subject(args),
        decision=args.decision,
        provisions=tuple(args.provision),
        decided_at=read_instant(args.decided),
        since=_day(args.since),
        until=_day(args.until),
        appeal=AppealState(args.appeal),
        repaired_at=None if args.repaired is None else read_instant(args.repaired),
        version=args.version,
    )
    _check_cited(entry.provisions, entry.since)
    output = Path(args.output)
    if args.list:
        listed = add_link(output.read_text("utf-8") if output.exists() else "", entry, key)
        output.write_text(listed, "utf-8")
        print(f"名单“{output.name}”现有 {len(listed.splitlines())} 条，末条已签名并接在前一条之后")
    else:
        output.write_bytes(sign_entry(entry, key))
    print(f"已签：{entry.decision}，{entry.since} 起至 {entry.until} 前，期满自动失效")
    return 0


def _check_cited(provisions: tuple[str, ...], on: date) -> None:
    from gongzhi.law import Uncitable, load_book

    for provision in provisions:
        try:
            load_book().cite(provision, on)
        except Uncitable as error:
            raise Refusal(f"条款“{provision}”在 {on} 查不到或不在有效期：{error}") from error


def _import(args: argparse.Namespace) -> int:
    from gongzhi.adapters.credit_blacklist import BlacklistFolder

    folder = BlacklistFolder(Path(args.into))
    for name in args.lists:
        found, before = folder.take_in(Path(name).read_bytes())
        for one in found.refused:
            print(f"“{name}”第 {one.place} 条未收：{one.why}", file=sys.stderr)
        new = found.head.number - (before.number if before else 0)
        print(
            f"“{found.head.platform}”：{found.head.number} 条，新增 {new} 条，未收 {len(found.refused)} 条；末条摘要 {found.head.digest[:16]}"
        )
    return 0


def _look(args: argparse.Namespace) -> int:
    from gongzhi.adapters.credit_blacklist import BlacklistFolder
    from gongzhi.cli.credit import day_asked
    from gongzhi.credit import read_all
    from gongzhi.evidence import parse_verifier_key

    if not args.folder and not (args.notes and args.public):
        raise Refusal("请用 --from 指明收下名单的目录，或写明名单文件与 --public")
    if args.folder:
        return _tell(BlacklistFolder(Path(args.folder)).blacklist().standing(_subject(args), day_asked(args.on)))
    keys = {key.name: key for key in (parse_verifier_key(Path(one).read_text("utf-8").strip()) for one in args.public)}
    black, refused = read_all([Path(one).read_bytes() for one in args.notes], keys)
    for one in refused:
        print(f"“{args.notes[one.place - 1]}”未收：{one.why}", file=sys.stderr)
    if refused:
        print(f"共 {len(refused)} 份未收，其余照常", file=sys.stderr)
    return _tell(black.standing(_subject(args), day_asked(args.on)))


def _tell(standing: Iterable[Any]) -> int:
    for entry in standing:
        plain = {
            "platform": entry.platform,
            "decision": entry.decision,
            "provisions": list(entry.provisions),
            "since": entry.since.isoformat(),
            "until": entry.until.isoformat(),
            "appeal": entry.appeal.value,
            "notice": "他平台的名单只是线索：是否采取措施，由本平台依自己的规则另行核实、决定并告知当事人。",
        }
        sys.stdout.write(orjson.dumps(plain).decode() + "\n")
    return 0


def _subject(args: argparse.Namespace) -> str:
    from gongzhi.credit import salted

    if (args.uscc is None) is (args.id_number_file is None):
        raise Refusal("请在 --uscc 与 --id-number-file 中写一个")
    salt = Path(args.salt_file).read_bytes().strip()
    if args.uscc is not None:
        return salted("uscc", args.uscc, salt)
    return salted("id_number", Path(args.id_number_file).read_text("utf-8"), salt)


def _day(text: str) -> date:
    from gongzhi.cli.credit import day_asked

    return day_asked(text)
