"""What each action of ``gongzhi law`` takes, and the one line of help that says what it is for."""

from pathlib import Path
from typing import Any

_DAY: dict[str, Any] = {"metavar": "日期", "help": "例如 2026-03-01"}
ACTIONS: dict[str, tuple[str, dict[str, dict[str, Any]]]] = {
    "cite": (
        "某条在某日是否有效、说了什么",
        {
            "provision": {"metavar": "条款", "help": "例如 广告法/9(3)、电商法/38.2"},
            "--on": {**_DAY, "required": True},
        },
    ),
    "search": (
        "按词、义务人、种类查找条款",
        {
            "words": {"metavar": "词", "nargs": "*"},
            "--on": _DAY,
            "--addressee": {"metavar": "义务人", "help": "平台、运营者、主播、MCN、商家、监管部门……"},
            "--kind": {"metavar": "种类", "help": "义务、禁止、期限、处罚……"},
            "--limit": {"metavar": "条数", "type": int, "default": 20},
        },
    ),
    "check": (
        "核对法规表，以及规则、文书模板、向量、文档等各处引用的条款在当日是否有效",
        {
            "--project": {"metavar": "目录", "type": Path, "help": "核对这个项目目录，缺省为程序自己的"},
            "--on": {**_DAY, "help": "文件自己没写日期时按哪一日，缺省为今天"},
        },
    ),
    "changes": ("两个日子之间变了什么", {"earlier": {"metavar": "前一日"}, "later": {"metavar": "后一日"}}),
    "due": (
        "从某一时刻起算，条款里的期限到哪一天",
        {
            "rule": {"metavar": "条款或码", "help": "例如 投诉举报办法/15、TJ-15"},
            "--from": {"metavar": "时刻", "dest": "since", "required": True, "help": "例如 2026-05-06T10:00:00+08:00"},
            "--on": {"metavar": "日期", "help": "按哪一日的法，缺省为起算之日"},
        },
    ),
    "duties": (
        "某角色在某日的义务清单，可写成 xlsx 或 OSCAL",
        {
            "role": {"metavar": "角色", "help": "平台、运营者、主播、MCN、商家"},
            "--on": {**_DAY, "required": True},
            "--answers": {"metavar": "文件", "type": Path, "help": "JSON：{码: 已履行|未履行|不适用|未评估}"},
            "--xlsx": {"metavar": "文件", "type": Path},
            "--oscal": {"metavar": "文件", "type": Path},
            "--at": {"metavar": "时刻", "help": "写进 OSCAL 的评估时刻，缺省为 --on 当日零时"},
        },
    ),
    "import": (
        "读入官方全文，拆成条款，与本库逐条核对",
        {
            "files": {"metavar": "文件", "nargs": "+", "type": Path},
            "--store": {"metavar": "目录", "type": Path, "help": "把拆好的全文存到此目录的 law-texts 下"},
        },
    ),
}
