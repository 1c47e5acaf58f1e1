"""Redactions: withheld content stays provable, says why it is withheld, and cannot be guessed from the bundle."""

import hashlib
import json
from datetime import UTC, datetime

import pytest
from evidence_logs import SIGNER
from evidence_vectors import withholding
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.evidence import (
    Exhibit,
    Outcome,
    Reason,
    Redacted,
    RedactionUnreasoned,
    commit,
    parse_policy,
    policy_of_log,
    print_verdict,
    unpack,
    verify_bundle,
)
from gongzhi.values import decode_record

TRUST = parse_policy(policy_of_log(SIGNER.verifier).encode())
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_a_redacted_bundle_verifies_and_says_what_was_withheld_and_why() -> None:
    verdict = verify_bundle(withholding(), policy=TRUST)
    assert verdict.verdict is Outcome.VERIFIED
    assert [item.reason for item in verdict.items] == [Reason.WITHHELD, Reason.SEALED, Reason.SEALED]
    assert "personal data of a viewer" in verdict.items[0].detail and "字段 text" in verdict.items[0].detail
    assert "1 件的内容已按记录隐去" in verdict.steps[7].detail
    assert "withheld" in print_verdict(verdict) and "须另行核对" in print_verdict(verdict)


def test_neither_salt_nor_digest_of_what_is_withheld_leaves() -> None:
    data = withholding()
    secret = b"call 13800000000"
    digest = hashlib.sha256(secret)
    for trace in (secret, digest.digest(), digest.hexdigest().encode()):
        assert trace not in data
    parts = dict(unpack(data).parts)
    item = json.loads(parts["manifest.json"])["items"][0]
    assert set(item) == {"exhibit", "withheld"}
    entry = decode_record(Exhibit, parts[f"entries/{item['exhibit']}.json"])
    # The first number of an enumeration is the right one here, and still nothing in the bundle tells so.
    assert entry.commitment != commit(salt=bytes(32), sha256=hashlib.sha256(b"call 13800000001").digest())
    assert bytes(32).hex().encode() not in parts["manifest.json"]


def test_a_redaction_without_a_reason_or_an_account_is_refused() -> None:
    for changed in ({"reason": " "}, {"by": ""}, {"fields": ()}, {"copy": "x"}):
        fields = {"exhibit": "e", "before": "b", "fields": ("*",), "reason": "r", "by": "g", "at": AT}
        with pytest.raises(RedactionUnreasoned, match="请补上"):
            Redacted(**(fields | changed))  # type: ignore[arg-type]


@given(st.sampled_from(["exhibit", "before", "after", "copy"]), st.text("0123456789abcdef", min_size=26, max_size=64))
def test_a_record_of_anything_else_founds_nothing(field: str, value: str) -> None:
    verdict = verify_bundle(withholding(**{field: value}), policy=TRUST)
    assert verdict.verdict is Outcome.FAILED
    assert verdict.items[0].reason is Reason.WITHHELD_UNFOUNDED
