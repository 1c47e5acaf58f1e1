"""The verifier page: open to a visitor who has no account, without inline script, and to take away whole."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse

from gongzhi.adapters.verifier_page import SCRIPTS, verifier_page

pytestmark = pytest.mark.django_db


def test_a_visitor_without_an_account_gets_the_page_with_every_script_as_a_file() -> None:
    answer = Client().get(reverse("verifier"))
    text = answer.content.decode()
    assert answer.status_code == 200
    assert re.findall(r'<script src="/static/(verifier/[a-z]+\.js)" defer></script>', text) == [
        f"verifier/{name}" for name in SCRIPTS
    ]
    assert re.findall(r"<script(?! src)", text) == []
    assert all(finders.find(f"verifier/{name}") for name in (*SCRIPTS, "verify.css"))


def test_the_page_to_take_away_is_the_one_that_bundles_carry() -> None:
    answer = Client().get(reverse("verifier_file"))
    assert answer.content == verifier_page()
    assert "attachment" in answer.headers["Content-Disposition"]


def test_the_page_allows_its_own_script_and_no_network() -> None:
    import base64
    import hashlib

    text = verifier_page().decode()
    script = text.partition("<script>")[2].rpartition("</script>")[0]
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy is not None
    assert f"script-src 'sha256-{digest}'" in policy[1]
    assert "default-src 'none'" in policy[1]
    assert not re.search(r"https?://|unsafe|eval\(|innerHTML|fetch\(|XMLHttpRequest|localStorage", text)
    assert not re.search(r"\bon[a-z]+=", text)
