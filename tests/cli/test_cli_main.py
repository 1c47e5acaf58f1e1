"""The one place where a refusal becomes an exit status."""

import pytest

from gongzhi.cli import main
from gongzhi.cli.main import VERBS


def test_an_unknown_verb_is_refused_in_chinese_with_the_way_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fly"]) == 2
    assert "--help" in capsys.readouterr().err


def test_without_a_verb_the_usage_is_pointed_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert "动词" in capsys.readouterr().err


@pytest.mark.parametrize("verb", [verb for verb, _, _ in VERBS])
def test_every_verb_explains_itself(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main([verb, "--help"])
    assert left.value.code == 0
    assert verb in capsys.readouterr().out
