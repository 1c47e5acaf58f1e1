"""The verdict in words, for print: what holds, what does not, and that a person decides."""

from gongzhi.evidence.verify import Outcome, Verdict
from gongzhi.evidence.verify_items import Reason

_SAYS = {
    Outcome.VERIFIED: "核验通过：包内各件自封存以来未被改动",
    Outcome.INCOMPLETE: "不完整：已有的各件未被改动，但有缺件",
    Outcome.FAILED: "核验不通过：至少一处与日志不符",
}


def print_verdict(verdict: Verdict) -> str:
    """The statement: outcome, numbered steps, one line per exhibit, and the limits of what was shown."""
    lines = [_SAYS[verdict.verdict]]
    if verdict.scope:
        lines.append(f"范围：{verdict.scope}")
    lines += ["", "步骤"]
    lines += [f"  ({step.n}) {'✓' if step.ok else '✗'} {step.what}：{step.detail}" for step in verdict.steps]
    if verdict.items:
        lines += ["", f"证据（{len(verdict.items)} 件）"]
        lines += [
            f"  {'✓' if item.ok else '✗'} {item.name} {item.kind} {item.at} {item.detail}（{item.reason}）"
            for item in verdict.items
        ]
    if any(item.reason is Reason.WITHHELD for item in verdict.items):
        lines += ["", "标为 withheld 的各件，内容未随包交付：日志只证明它们曾被封存，内容与承诺是否相符须另行核对。"]
    lines += [
        "",
        "以上只说明封存之后的完整性；封存之前是否真实、来源是否合法，不在核验范围内。",
        "本结果仅供辅助，由人作出决定。",
    ]
    return "\n".join(lines) + "\n"
