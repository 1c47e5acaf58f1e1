"""How many disguised words are recognised, beside libraries that only match: a test that screening has not seen.

usage: .venv/bin/python benchmarks/evasions.py [--each N] [--seed N] [--show KIND]

Words of advertising law and of what is promised are disguised by this program in fourteen ways, with sources of its own: pictures of
another face for look-alikes, random marks, random characters of the same toneless sound. A disguise counts as
recognised when an evasion or a finding is reported whose reading holds the word or a word inside it; a plain library counts when it reports such a word.
"""

import argparse
import random
import unicodedata
from collections.abc import Callable, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path

import numpy
import opencc
from daachorse import CharwiseDoubleArrayAhoCorasick
from PIL import Image, ImageDraw, ImageFont
from pypinyin import lazy_pinyin

from gongzhi.law import load_book
from gongzhi.screening import Line, Screened, Screener, load_rules
from gongzhi.screening.fold import fold_line

_DAY = date(2026, 3, 1)
_FACE = Path("/usr/share/fonts/opentype/noto/NotoSerifCJK-Bold.ttc")
_WORDS = """
国家级 世界级 最高级 最佳 最好 最优 最低价 最先进 最顶级 第一品牌 全网第一 全国第一 销量第一 全网最低 全球首发 史无前例 独一无二 绝无仅有 前无古人 万能 特效 神效 根治 治愈
药到病除 包治百病 立竿见影 永不反弹 永久有效 百分百有效 无效退款 无副作用 零风险 稳赚不赔 保本保息 假一赔十 假一罚十 假一赔三 加微信 私下交易 国家领导人 央视推荐 专家推荐 医生推荐 驰名商标
糖尿病 高血压 高血脂 冠心病 脑血栓 心脑血管 前列腺炎 颈椎病 腰椎间盘 白内障 青光眼 飞蚊症 类风湿 关节炎 甲状腺 脂肪肝 胃溃疡 抗癌 防癌 降血糖 降血压 消炎 杀菌 治疗 预防 免疫力
提高免疫力 增强抵抗力 排毒养颜 减肥瘦身 美白祛斑 祛痘 丰胸 壮阳 补肾 延缓衰老 抗衰老 修复细胞 疏通血管 溶解血栓 手术 处方药 特供 专供 军用 顶级 极品 王牌 至尊 独家 首选 唯一 冠军
全网独家 绝对安全 国家免检 官方认证 野生人参 纯天然 无添加 秒杀全网 原价 亏本 清仓 跳楼价 最后一天 永久保修 返现 刷单 好评返现 高仿 复刻 走私 内部渠道 中奖 抽奖 稳赢 升值 保值 投资回报
"""
WORDS = _WORDS.split()
_CARRIERS = ["{}", "我们这个{}的", "都说{}啊", "家人们{}看一下", "这款{}真的", "姐妹们，{}哦"]
# Not the marks between sentences and clauses: 在美，白人 holds no word that anybody hid.
_MARKS = "·•*.-_~^ 　+=#@&$\u200b\u200d\ufeff♥★☆●◆▲😀🔥❤✨"
_CONVERT = opencc.OpenCC("s2t")


def _syllables() -> dict[str, list[str]]:
    table = files("gongzhi.screening").joinpath("tables/syllables.txt").read_text(encoding="utf-8")
    common = set(level_one())
    pairs = (line.split(" ", 1) for line in table.splitlines())
    return {sound: [one for one in written if one in common] for sound, written in pairs}


def level_one() -> list[str]:
    """The common characters of GB 2312, those that a person would choose from an input method."""
    found = []
    for row in range(16, 56):
        for cell in range(1, 95):
            try:
                found.append(bytes((row + 0xA0, cell + 0xA0)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return found


def look_alikes(wanted: set[str]) -> dict[str, list[str]]:
    """The three characters nearest to each in pictures of a serif face."""
    if not _FACE.exists():
        return {}
    font = ImageFont.truetype(str(_FACE), 44, index=2)
    every = level_one()
    rows = []
    for character in every:
        picture = Image.new("L", (48, 48))
        ImageDraw.Draw(picture).text((24, 24), character, fill=255, font=font, anchor="mm")
        small = numpy.asarray(picture.resize((24, 24)), dtype=numpy.float32).ravel()
        rows.append((small - small.mean()) / numpy.linalg.norm(small - small.mean()))
    pictures = numpy.stack(rows)
    nearest = {}
    for at, character in enumerate(every):
        if character in wanted:
            nearest[character] = [every[int(one)] for one in numpy.argsort(-(pictures @ pictures[at]))[1:4]]
    return nearest


class Disguiser:
    """Disguises words in each of the ways, by chance alone."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.sounds = _syllables()
        self.alike = look_alikes({one for word in WORDS for one in word})
        parts = files("gongzhi.screening").joinpath("tables/parts.txt").read_text(encoding="utf-8")
        self.parts = {line.split(" ")[0]: line.split(" ")[1:] for line in parts.splitlines()}

    def one(self, word: str, change: Callable[[str], str]) -> str:
        """The word with one character changed, where some can be."""
        able = [at for at, one in enumerate(word) if change(one) != one] or [0]
        at = self.chance.choice(able)
        return word[:at] + change(word[at]) + word[at + 1 :]

    def all(self, word: str, change: Callable[[str], str]) -> str:
        return "".join(map(change, word))

    def alone(self, character: str) -> str:
        return self.chance.choice(self.alike.get(character) or [character])

    def split(self, character: str) -> str:
        return self.chance.choice(self.parts.get(character) or [character])

    def latin(self, character: str) -> str:
        return lazy_pinyin(character)[0]

    def homophone(self, character: str) -> str:
        others = [one for one in self.sounds.get(lazy_pinyin(character)[0], ()) if one != character]
        return self.chance.choice(others) if others else character

    def parted(self, word: str) -> str:
        return self.chance.choice(_MARKS).join(word)

    def mixed(self, word: str) -> str:
        return (
            "".join(one + "".join(self.chance.choices(_MARKS, k=self.chance.randint(1, 3))) for one in word[:-1])
            + word[-1]
        )

    def repeated(self, word: str) -> str:
        return "".join(one * self.chance.choice((1, 2, 3)) for one in word[:-1]) + word[-1] * 2

    def kinds(self) -> dict[str, Callable[[str], str]]:
        return {
            "繁体": _CONVERT.convert,
            "间隔一种": self.parted,
            "间隔混合": self.mixed,
            "繁体加间隔": lambda word: self.mixed(_CONVERT.convert(word)),
            "重复": self.repeated,
            "形近一字": lambda word: self.one(word, self.alone),
            "拆字": lambda word: self.one(word, self.split),
            "拼音一字": lambda word: self.one(word, self.latin),
            "拼音加间隔": lambda word: self.mixed(self.one(word, self.latin)),
            "全拼": lambda word: self.all(word, self.latin),
            "谐音一字": lambda word: self.one(word, self.homophone),
            "谐音加间隔": lambda word: self.mixed(self.one(word, self.homophone)),
            "全谐音": lambda word: self.all(word, self.homophone),
            "词中插某": lambda word: (lambda at: word[:at] + "某" + word[at:])(self.chance.randint(1, len(word) - 1)),
        }


def plain_matcher(fold: Callable[[str], str]) -> Callable[[str, str], bool]:
    """A library that matches the words after this much folding."""
    words = sorted({fold(word) for word in WORDS})
    find = CharwiseDoubleArrayAhoCorasick(words).find_overlapping

    def reports(line: str, word: str) -> bool:
        return any(words[number] in fold(word) or fold(word) in words[number] for _, _, number in find(fold(line)))

    return reports


_T2S = opencc.OpenCC("t2s")


def folded_by_libraries(text: str) -> str:
    """NFKC, case, traditional characters, and nothing but letters and digits."""
    plain = _T2S.convert(unicodedata.normalize("NFKC", text).casefold())
    return "".join(one for one in plain if one.isalnum())


def recognised(verdict: Screened, word: str) -> bool:
    wanted = fold_line(word)
    readings = [fold_line(one.reading) for one in (*verdict.evasions, *verdict.findings)]
    return any(wanted in reading or (len(reading) > 1 and reading in wanted) for reading in readings)


def blind(count: int, seed: int) -> dict[str, list[tuple[str, str]]]:
    """For each kind, lines with a disguised word, and the word. A disguise that changes nothing is left out."""
    chance = random.Random(seed)
    disguiser = Disguiser(chance)
    lines: dict[str, list[tuple[str, str]]] = {}
    for name, change in disguiser.kinds().items():
        found: list[tuple[str, str]] = []
        for _ in range(count * 4):
            word = chance.choice(WORDS)
            disguised = change(word)
            if disguised != word and len(found) < count:
                found.append((chance.choice(_CARRIERS).format(disguised), word))
        lines[name] = found
    return lines


def share(hits: Sequence[bool]) -> float:
    return sum(hits) / max(1, len(hits))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--each", type=int, default=200)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--show", default="")
    args = parser.parse_args()
    screener = Screener(load_rules(), load_book())
    peers = {"逐字匹配": plain_matcher(str), "NFKC+繁简+去符号": plain_matcher(folded_by_libraries)}
    lines = blind(args.each, args.seed)
    totals: dict[str, list[bool]] = {name: [] for name in ("共治", *peers)}
    print(f"{'':<12}{'共治':>8}" + "".join(f"{name:>16}" for name in peers))
    for kind, pairs in lines.items():
        hits: dict[str, list[bool]] = {name: [] for name in totals}
        for text, word in pairs:
            verdict = screener.screen(
                Line(id="", text=text, kind="danmu", actor="merchant", on=_DAY, category="保健食品")
            )
            hits["共治"].append(recognised(verdict, word))
            if args.show == kind and not hits["共治"][-1]:
                print("   漏", text, word, [(one.reading, one.how) for one in verdict.evasions])
            for name, reports in peers.items():
                hits[name].append(reports(text, word))
        for name, one in hits.items():
            totals[name] += one
        print(f"{kind:<12}" + "".join(f"{share(hits[name]):>12.1%}" for name in totals))
    print(f"{'合计':<12}" + "".join(f"{share(one):>12.1%}" for one in totals.values()))


if __name__ == "__main__":
    main()
