"""The verifier in a browser: alone from its file, offline, and always of one mind with the package."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from browser_verifier import Verifier, open_verifier, say, say_here, verify_here
from evidence_mutations import QUORUM, TRUSTED, Mutant, falsely_accepted, mutants, originals, stamped_bundles
from playwright.sync_api import expect

from gongzhi.evidence import Outcome, print_verdict

pytestmark = pytest.mark.browser
VECTORS = Path(__file__).resolve().parents[2] / "vectors" / "evidence"
WHOLE, COSIGNED = originals()[0][0], originals()[3][0]


@pytest.fixture(scope="module")
def verifier(chromium, tmp_path_factory) -> Iterator[Verifier]:
    opened = open_verifier(chromium, tmp_path_factory.mktemp("verifier"))
    yield opened
    opened.page.context.close()


def choose(page, name: str, data: bytes, of: str = "#v-bundle") -> None:
    page.set_input_files(of, {"name": name, "mimeType": "application/octet-stream", "buffer": data})


def judge_alike(verifier: Verifier, given: list[Mutant]) -> list[str]:
    """Where the two verifiers part, or one accepts what is false."""
    told = verifier.judge(
        [one.bundle for one in given], [one.policy for one in given], [one.authority for one in given]
    )
    wrong = []
    for mutant, there in zip(given, told, strict=True):
        here = verify_here(mutant.bundle, mutant.policy, mutant.authority)
        if say(there) != say_here(here):
            wrong.append(f"{mutant.kind}: {say(there)} {say_here(here)}")
        if falsely_accepted(mutant, here.verdict, [item.name for item in here.items if item.ok]):
            wrong.append(f"{mutant.kind}: accepted {say_here(here)}")
    return wrong


def test_the_page_and_the_package_agree_on_every_vector_word_for_word(verifier) -> None:
    names, bundles, policies, pems = [], [], [], []
    for file in sorted(VECTORS.glob("*.txt")):
        head, data = read_vector(file)
        if head["kind"] == "bundle":
            names.append(file.stem)
            bundles.append(data)
            policies.append(named(head["policy"], "policies", ".txt"))
            pems.append(named(head.get("authorities", "none"), "authorities", ".pem"))
    assert len(names) >= 100
    told = verifier.judge(bundles, policies, pems)
    for name, there, data, policy, pem in zip(names, told, bundles, policies, pems, strict=True):
        here = verify_here(data, policy, pem)
        assert say(there) == say_here(here), name
        assert said(there) == [step.detail.partition("读不出：")[0] for step in here.steps], name
        assert [item["detail"] for item in there["items"]] == [item.detail for item in here.items], name


def named(name: str, folder: str, ending: str) -> bytes | None:
    return None if name == "none" else (VECTORS / folder / f"{name}{ending}").read_bytes()


def said(verdict) -> list[str]:
    # Why bytes are no record is told in the words of each language's own parser.
    return [step["detail"].partition("读不出：")[0] for step in verdict["steps"]]


def read_vector(file: Path) -> tuple[dict[str, str], bytes]:
    from test_evidence_vectors import read

    return read(file)


def test_three_hundred_mutants_are_judged_alike_and_none_is_accepted(verifier) -> None:
    assert judge_alike(verifier, list(mutants(20261122, 306))) == []


def test_what_records_name_outside_of_the_bundle_is_told_in_the_same_words(verifier) -> None:
    from evidence_logs import sealed_log
    from evidence_mutations import bundle_of

    told = [
        b'{"@record":"Decided","exhibits":["f","\xc3\xa9"]}',
        b'{"exhibits":["g"] }',
        b'{"a":' * 5000 + b'"exhibits":[',
    ]
    log, proven = sealed_log(told)
    bundle = bundle_of(proven, log.seen or b"")
    [there] = verifier.judge([bundle], [TRUSTED])
    assert there["steps"][8]["detail"] == verify_here(bundle, TRUSTED).steps[8].detail == "各件的记录还指向包外：f、é"


@pytest.mark.soak
def test_ten_thousand_mutants_are_judged_alike_and_none_is_accepted(verifier) -> None:
    given = list(mutants(5, 10_000))
    assert judge_alike(verifier, given) == []
    print(f"{len(given)} 个变体，{len({one.bundle for one in given})} 种字节，两个核验器结论一致，没有误收")


def test_what_is_whole_is_not_refused(verifier) -> None:
    told = verifier.judge(*map(list, zip(*originals(), strict=True)))
    assert [say(one)[0] for one in told] == [*["verified"] * 4, "incomplete", *["verified"] * 2]


@pytest.mark.parametrize("width", [1440, 390])
def test_a_person_verifies_a_bundle_from_the_file_alone(chromium, tmp_path, width: int) -> None:
    alone = open_verifier(chromium, tmp_path, width)
    page = alone.page
    choose(page, "policy.txt", TRUSTED, "#v-policy")
    choose(page, "case.evz", WHOLE)
    expect(page.locator("#v-outcome")).to_have_attribute("data-outcome", "verified")
    expect(page.locator(".v-steps li")).to_have_count(len(verify_here(WHOLE, TRUSTED).steps))
    expect(page.locator(".v-items li")).to_have_count(3)
    statement = page.locator("#v-statement").text_content()
    assert statement == print_verdict(verify_here(WHOLE, TRUSTED))
    at = WHOLE.index(b"third")
    choose(page, "bad.evz", WHOLE[:at] + b"T" + WHOLE[at + 1 :])
    expect(page.locator("#v-outcome")).to_have_attribute("data-outcome", "failed")
    expect(page.locator("[data-reason=content-altered]")).to_have_count(1)
    expect(page.locator("[data-step='8']")).to_contain_text("不成立")
    stamped, authority = stamped_bundles(), (VECTORS / "authorities" / "one.pem").read_bytes()
    choose(page, "stamped.evz", stamped[0])
    expect(page.locator("[data-step='10']")).to_contain_text("没有提供机构的证书")
    choose(page, "one.pem", authority, "#v-authorities")
    expect(page.locator("[data-step='10'] .v-good")).to_have_text("成立")
    choose(page, "back-dated.evz", stamped[1])
    expect(page.locator("[data-reason=entry-back-dated]")).to_have_count(1)
    assert page.locator("#v-statement").text_content() == print_verdict(verify_here(stamped[1], TRUSTED, authority))
    choose(page, "one.pem", b"no certificate", "#v-authorities")
    expect(page.locator("#v-result")).to_contain_text("one 的证书读不出")
    choose(page, "policy.txt", b"quorum nobody\n", "#v-policy")
    expect(page.locator("#v-result")).to_contain_text("第 1 行")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert alone.asked == [page.url]
    assert alone.errors == []
    page.context.close()


def test_the_page_may_not_reach_the_network_even_if_it_tried(verifier) -> None:
    tried = "fetch('https://log.example/').then(() => 'reached', (error) => String(error))"
    assert verifier.page.evaluate(f"() => {tried}").startswith("TypeError")
    assert any("Content Security Policy" in error for error in verifier.errors)
    verifier.errors.clear()


def test_names_in_a_bundle_are_shown_and_never_run(verifier) -> None:
    from evidence_logs import frame, sealed_log

    from gongzhi.evidence import make_bundle

    log, proven = sealed_log([b"a"])
    evil = "<img src=x onerror=alert(1)>"
    choose(verifier.page, "evil.evz", make_bundle(frame(log, scope=evil), proven))
    expect(verifier.page.locator("#v-result")).to_contain_text(evil)
    assert verifier.page.locator("#v-result img").count() == 0


def test_what_this_browser_cannot_check_is_said_and_never_counted_as_holding(chromium, tmp_path) -> None:
    old = open_verifier(chromium, tmp_path)
    old.page.evaluate("() => { ABLE.set('ML-DSA-44', Promise.resolve(false)); }")
    [met] = old.judge([COSIGNED], [QUORUM])
    step = met["steps"][4]
    assert (met["verdict"], step["ok"], step["unchecked"]) == ("verified", True, True)
    assert "ML-DSA-44" in step["detail"]
    strict = QUORUM.replace(b"group g 2", b"group g 3")
    [unmet] = old.judge([COSIGNED], [strict])
    assert (unmet["verdict"], unmet["steps"][4]["unchecked"]) == ("unchecked", True)
    assert verify_here(COSIGNED, strict).verdict is Outcome.VERIFIED
    old.page.evaluate("() => { ABLE.set('Ed25519', Promise.resolve(false)); }")
    [blind] = old.judge([COSIGNED], [TRUSTED])
    assert blind["verdict"] == "unchecked"
    assert not any(item["ok"] for item in blind["items"])
    assert old.judge([WHOLE[:-1]], [TRUSTED])[0]["verdict"] == "failed"
    old.page.context.close()


def test_a_token_by_an_algorithm_that_browsers_lack_is_said_to_be_unchecked(verifier) -> None:
    [bundle, *_], pem = stamped_bundles(), (VECTORS / "authorities" / "one.pem").read_bytes()
    verifier.page.evaluate("() => { UNABLE.set('1.2.840.10045.4.3.2', 'ECDSA'); }")
    [told] = verifier.judge([bundle], [TRUSTED], [pem])
    verifier.page.evaluate("() => { UNABLE.delete('1.2.840.10045.4.3.2'); }")
    step = told["steps"][9]
    assert (told["verdict"], step["ok"], step["unchecked"]) == ("unchecked", False, True)
    assert "未核验：本页不核验 ECDSA" in step["detail"]
    [again] = verifier.judge([bundle], [TRUSTED], [pem])
    assert again["verdict"] == "verified"


@pytest.mark.parametrize("width", [1440, 390])
def test_the_site_serves_the_same_verifier_to_anybody(chromium, decided_site, width: int) -> None:
    page = chromium.new_context(viewport={"width": width, "height": 900}).new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda told: errors.append(told.text) if told.type == "error" else None)
    page.goto(f"{decided_site.address}/evidence/verify/")
    choose(page, "case.evz", WHOLE)
    expect(page.locator("#v-outcome")).to_have_attribute("data-outcome", "verified")
    expect(page.locator("[data-step='3']")).to_contain_text("公钥取自这个包本身")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert errors == []
    page.context.close()


def test_every_attack_of_a_dishonest_operator_is_found_out_here_too(verifier) -> None:
    from evidence_attacks import every_attack

    attacks = every_attack()
    told = verifier.judge([make() for *_, make in attacks], [QUORUM] * len(attacks))
    assert len(attacks) >= 40
    for (name, steps, reasons, _), there in zip(attacks, told, strict=True):
        assert say(there)[1:] == (steps, reasons), name
