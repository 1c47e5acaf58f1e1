"""The verifier page in Chromium as a function: bundles in, verdicts out, many at a time."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from gongzhi.adapters.verifier_page import verifier_page
from gongzhi.evidence import Verdict, parse_authority, parse_policy, verify_bundle

BATCH = 64
_JUDGE = """async ([bundles, policies, authorities]) => {
  const verdicts = [];
  for (const [at, bundle] of bundles.entries()) {
    const policy = policies[at] === null ? null : await parsePolicy(unlatin(atob(policies[at])));
    const believed = authorities[at] === null ? [] : [parseAuthority("one", unlatin(atob(authorities[at])))];
    verdicts.push(await verifyBundle(unlatin(atob(bundle)), policy, believed));
  }
  return verdicts;
}"""


@dataclass(slots=True)
class Verifier:
    """The page, opened from a file as a person opens it out of a bundle, and what went over the network meanwhile."""

    page: Page
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def judge(
        self, bundles: Sequence[bytes], policies: Sequence[bytes | None], pems: Sequence[bytes | None] | None = None
    ) -> list[dict[str, Any]]:
        """The verdicts of the page on these bundles; ``pems`` are the certificates of the authority named one."""
        verdicts: list[dict[str, Any]] = []
        given = (bundles, policies, pems or [None] * len(bundles))
        for at in range(0, len(bundles), BATCH):
            told = [[one and base64.b64encode(one).decode() for one in each[at : at + BATCH]] for each in given]
            verdicts += self.page.evaluate(_JUDGE, told)
        return verdicts


def open_verifier(chromium: Browser, folder: Path, width: int = 1440) -> Verifier:
    """The offline page in a new window."""
    file = folder / "verify.html"
    file.write_bytes(verifier_page())
    page = chromium.new_context(viewport={"width": width, "height": 900}, offline=True).new_page()
    verifier = Verifier(page=page)
    page.on("request", lambda request: verifier.asked.append(request.url))
    page.on("pageerror", lambda error: verifier.errors.append(str(error)))
    page.on("console", lambda said: verifier.errors.append(said.text) if said.type == "error" else None)
    page.goto(file.as_uri())
    return verifier


def say(verdict: dict[str, Any]) -> tuple[str, list[int], list[str]]:
    """What two verifiers must agree on: the verdict, the steps that do not hold, the reason of each exhibit."""
    steps = [step["n"] for step in verdict["steps"] if not step["ok"]]
    return verdict["verdict"], steps, [item["reason"] for item in verdict["items"]]


def say_here(verdict: Verdict) -> tuple[str, list[int], list[str]]:
    """The same of a verdict of the package."""
    steps = [step.n for step in verdict.steps if not step.ok]
    return verdict.verdict.value, steps, [item.reason.value for item in verdict.items]


def verify_here(bundle: bytes, policy: bytes | None, pem: bytes | None = None) -> Verdict:
    """The verdict of the package."""
    believed = [] if pem is None else [parse_authority("one", pem)]
    return verify_bundle(bundle, policy=None if policy is None else parse_policy(policy), authorities=believed)
