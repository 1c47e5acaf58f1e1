"""Count characters and pairs of neighbours in text of ours, so that rules lead with words that are seldom said.

usage: .venv/bin/python scripts/count_pairs.py
Reads what is spoken and typed in the rooms of the demonstration market, the sentences of the semantic layer and the rules' refused
examples, all of it written for Gongzhi. Writes ``tables/pairs.txt``: a head line, then for each character its count and what follows it,
each with its count. Only which lines are looked at twice depends on it, never a verdict; run it again when rooms or rules have grown much.
"""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from gongzhi.screening import load_rules
from gongzhi.screening.fold import fold_line
from gongzhi.screening.semantic.sentences import load_sentences

_SOURCE = Path(__file__).parent.parent / "src"
_ROOMS = _SOURCE / "gongzhi_web" / "demo" / "market" / "rooms"
_TABLE = _SOURCE / "gongzhi" / "screening" / "tables" / "pairs.txt"
_HEAD = "由 scripts/count_pairs.py 从示范市场直播间、语义训练句和规则反例统计，不要手改"
# A pair that was met once says next to nothing.
_OFTEN = 2


def spoken(room: Path) -> Iterator[str]:
    for block in (room / "speech.srt").read_text("utf-8").split("\n\n"):
        yield "".join(block.split("\n")[2:])


def typed(room: Path) -> Iterator[str]:
    for row in (room / "danmu.jsonl").read_text("utf-8").splitlines():
        yield json.loads(row).get("text", "")


def texts() -> Iterator[str]:
    for room in sorted(_ROOMS.iterdir()):
        yield from spoken(room)
        yield from typed(room)
    yield from (one.text for one in load_sentences())
    yield from {example.text for rule in load_rules().rules for example in rule.refused}


def main() -> None:
    ones: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for text in map(fold_line, texts()):
        ones.update(text)
        pairs.update(map("".join, pairwise(text)))
    following: dict[str, str] = {}
    for pair, count in sorted(pairs.items()):
        if count >= _OFTEN:
            following[pair[0]] = following.get(pair[0], "") + f" {pair[1]}{count}"
    lines = [f"{one}{ones[one]}{following.get(one, '')}" for one in sorted(ones)]
    _TABLE.write_text("\n".join([_HEAD, *lines]) + "\n", encoding="utf-8")
    print(f"{sum(ones.values())} 字，{len(ones)} 种，{sum(' ' in line for line in lines)} 种有后续")


if __name__ == "__main__":
    main()
