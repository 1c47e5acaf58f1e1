"""An analysis as .docx: everything in it, marked as assistance, the same bytes each time, quick with everything open."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import docx
import pytest

from gongzhi.adapters.liability_report import Maker, write_liability_docx
from gongzhi.flow.analyse import Answered, FactAnswer, Inquiry, analyse
from gongzhi.law import load_book
from gongzhi.liability import Engine, load_rules

MAKER = Maker(name="高科", organisation="市局", at=datetime(2026, 6, 1, 4, tzinfo=UTC))
TODAY = date(2026, 6, 1)
ASKED = Inquiry(
    title="王女士的脐橙",
    conduct=date(2026, 3, 1),
    topics=("平台", "承诺与退货"),
    answers=(
        Answered(fact="存在损害", answer=FactAnswer.YES),
        Answered(fact="关系生命健康", answer=FactAnswer.YES, source="记录的商品类别是“食品”", exhibits=("ex-1",)),
        Answered(fact="平台已审核资质", answer=FactAnswer.NO),
        Answered(fact="食品", answer=FactAnswer.NO),
        Answered(fact="平台知道或应当知道", answer=FactAnswer.NO),
        Answered(fact="平台自营", answer=FactAnswer.UNKNOWN),
    ),
    amounts={"损失": 100_000, "承诺倍数": 10},
)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(load_rules(), load_book())


def written(engine: Engine, inquiry: Inquiry = ASKED, maker: Maker = MAKER) -> bytes:
    return write_liability_docx(engine.rules, inquiry, analyse(engine, inquiry, TODAY), maker)


def text_of(data: bytes) -> str:
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def test_facts_with_their_exhibits_money_per_reading_law_and_reasons_all_stand_in_it(engine) -> None:
    text = text_of(written(engine))
    for said in ("由人作出决定", "草稿，未封存", "记录的商品类别是“食品”（存证 ex-1）", "《电子商务法》第三十八条第二款", "按份责任说", "300.00",
                 "1000.00 元", "10 倍", "起决定作用", "还要查明的", "2026-06-01 12:00", "分析人回答", "作出决定的人（签字）"):  # fmt: skip
        assert said in text, said


def test_a_sealed_one_carries_its_number_and_exhibit(engine) -> None:
    text = text_of(written(engine, maker=replace(MAKER, number="Z2026-000007", exhibit="abc")))
    assert "Z2026-000007（存证 abc）" in text and "草稿" not in text


def test_adjudication_prints_how_each_unproved_fact_was_taken(engine) -> None:
    text = text_of(written(engine, replace(ASKED, adjudicate=True)))
    assert "没有证明的事实怎样处理" in text and "未证明，由平台举证，按否处理" in text


def test_the_same_analysis_gives_the_same_bytes(engine) -> None:
    assert written(engine) == written(engine)


def test_characters_that_xml_cannot_hold_are_shown_as_boxes(engine) -> None:
    assert "坏□字" in text_of(written(engine, replace(ASKED, title="坏\x01字")))
