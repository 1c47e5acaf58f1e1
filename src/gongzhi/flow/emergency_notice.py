"""紧急停播告知: what the party is told about a stop, with its reason, its basis, its end and the way to be heard."""

from gongzhi.decisions import Document, EmergencyStop, Section, basis_line, chinese_day
from gongzhi.flow.emergency import CONFIRM_HOURS
from gongzhi.values import BEIJING


def notice_of_stop(stop: EmergencyStop, *, title: str, to: str, issuer: str) -> Document:
    """The notice. It says nothing about what comes of the matter: that is decided in a case. Source: ``stop.basis``."""
    at, until = stop.at.astimezone(BEIJING), stop.until.astimezone(BEIJING)
    return Document(
        template="notice",
        title="紧急停播告知书",
        number="",
        addressee=to or "当事人",
        sections=(
            Section(
                heading="一、停播的直播",
                lines=(f"“{title}”，{chinese_day(at)} {at:%H:%M}起停播。",),
            ),
            Section(heading="二、理由", lines=tuple(line.strip() for line in stop.reason.splitlines() if line.strip())),
            Section(
                heading="三、证据",
                lines=(f"据以停播的发现共 {len(stop.findings)} 条，均已封存，编号：{'、'.join(stop.findings)}。",),
            ),
            Section(heading="四、依据", lines=tuple(basis_line(each) for each in stop.basis)),
            Section(
                heading="五、期限",
                lines=(
                    f"{CONFIRM_HOURS} 小时内由停播人以外的主管确认；到{chinese_day(until)} {until:%H:%M}没有人确认的，"
                    "自行失效，可以恢复直播。确认之后由主管解除。以上时限是平台规则的约定，不是法定期限。",
                ),
            ),
            Section(
                heading="六、怎样提出意见",
                lines=(
                    "停播是为制止正在发生的情形，不是处置决定，也不是行政处罚。",
                    "有不同说法的，可以随时向平台说明并提供材料；立案处理的，作出决定时另行告知事实、理由、依据和申诉途径。",
                    "本告知由系统依封存记录填写，仅供辅助；是否停播、确认、解除由人决定。",
                ),
            ),
        ),
        signatures=("当事人签收：＿＿＿＿＿＿　日期：＿＿＿＿＿＿",),
        issuer=issuer,
        dated=chinese_day(at),
    )
