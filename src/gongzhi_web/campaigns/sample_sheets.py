"""The dialogs of what may come next for a sample."""

from gongzhi.cases import Sample, SampleAct, Verdict
from gongzhi_web.campaigns.answering import Sheet
from gongzhi_web.campaigns.fields import Field

_SAID = Field(name="said", label="情况或理由", kind="area", longest=1000)
_REPORT = (
    Field(name="laboratory", label="检验机构", longest=100),
    Field(name="report_number", label="报告编号", longest=60),
    Field(name="report_on", label="报告日期", kind="date"),
    Field(name="verdict", label="结论", kind="select", options=tuple((one.value, one.chinese) for one in Verdict)),
    Field(
        name="items", label="不合格项目（每行：项目｜标准｜要求｜实测）", kind="area", required=False, longest=2000,
        note="例如 糖精钠｜GB 2760｜不得使用｜0.12 g/kg",
    ),
    Field(name="document", label="检验报告原件（PDF 或图片）", kind="file"),
    _SAID,
)  # fmt: skip
_FIELDS = {
    SampleAct.REPORT: _REPORT,
    SampleAct.NOTIFY: (Field(name="on", label="送达日期", kind="date", note="复检申请期限从这一天起算"), _SAID),
    SampleAct.ASK_RETEST: (Field(name="on", label="申请日期", kind="date"), _SAID),
    SampleAct.RULE_RETEST: (
        Field(name="granted", label="决定", kind="select", options=(("yes", "同意复检"), ("no", "不同意复检"))),
        _SAID,
    ),
    SampleAct.REPORT_RETEST: _REPORT,
    SampleAct.END: (_SAID,),
}
_ICONS = {SampleAct.REPORT: "file-certificate", SampleAct.NOTIFY: "send", SampleAct.END: "circle-check"}


def sheets_of(now: Sample) -> list[Sheet]:
    """One for each act that may come next."""
    return [
        Sheet(
            code=act.value,
            title=act.chinese,
            button=act.chinese,
            icon=_ICONS.get(act, "check"),
            fields=_FIELDS[act],
        )
        for act in now.may_follow
    ]
