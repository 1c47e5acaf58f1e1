"""The demo market's organisations and accounts, read from the file that ships with it."""

import os
import secrets
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import yaml

ROLE_NAMES = {
    "platform_reviewer": "平台审核员",
    "platform_lead": "平台主管",
    "platform_head": "平台负责人",
    "regulator_officer": "监管人员",
    "regulator_head": "科室负责人、局领导",
    "merchant": "商家/主播",
    "auditor": "审计员",
}


def market_folder() -> Traversable:
    """Where the demo market lies."""
    return files("gongzhi_web").joinpath("demo", "market")


def read_market() -> dict[str, Any]:
    """The market as written."""
    market: dict[str, Any] = yaml.safe_load(market_folder().joinpath("market.yaml").read_text(encoding="utf-8"))
    return market


def load_accounts(store: Path) -> str:
    """Create what is missing, and say who may sign in with the one password of this store."""
    from django.contrib.auth.hashers import make_password
    from django.db import transaction

    from gongzhi_web.accounts.models import User

    market, password = read_market(), _password(store / "demo-password")
    with transaction.atomic():
        _load_organisations(market["organisations"])
        known = set(User.objects.values_list("username", flat=True))
        # One slow hash for all of them, for they share the password; none when everybody is there.
        missing = any(account["username"] not in known for account in market["accounts"])
        hashed = make_password(password) if missing else ""
        for account in market["accounts"]:
            _load_account(account, market, hashed)
    lines = [
        f"  {account['username']:<12} {ROLE_NAMES[account['role']]}　{account['name']}"
        for account in market["accounts"]
    ]
    return "\n示范账号（全部虚构，只在 --demo 时建立），密码都是 " + password + "\n" + "\n".join(lines)


def _load_organisations(entries: list[dict[str, Any]]) -> None:
    from gongzhi_web.accounts.models import Organisation

    # Parents may be written after those who stand under them.
    for entry in entries:
        Organisation.objects.update_or_create(
            party=entry["id"],
            defaults={
                "name": entry["name"],
                "kind": entry["kind"],
                "level": entry.get("level", ""),
                "aliases": [name for name in [entry.get("legal_name")] if name],
                "party_kind": entry.get("party_kind", ""),
                "uscc": str(entry.get("uscc", "")),
                "place": entry.get("registered_place", ""),
                "terms": _terms(entry),
            },
        )
    for entry in entries:
        Organisation.objects.filter(party=entry["id"]).update(parent=entry.get("parent"))


def _terms(entry: dict[str, Any]) -> dict[str, Any]:
    """A platform's document rules: as written in the market, else plain ones."""
    if entry["kind"] != "platform":
        return {}
    plain = {"issuer": entry.get("legal_name", entry["name"]), "mark": f"{entry['name'][:2]}处"}
    return {**plain, **entry.get("terms", {})}


def _load_account(account: dict[str, Any], market: dict[str, Any], hashed: str) -> None:
    from gongzhi_web.accounts.models import User

    presenters = {one["id"]: one for one in market.get("presenters", [])}
    one = presenters.get(account.get("party", ""), {})
    known_as = [name for name in (one.get("id"), one.get("name"), one.get("display_name")) if name]
    user, new = User.objects.update_or_create(
        username=account["username"],
        defaults={
            "display": account["name"],
            "role": account["role"],
            "organisation_id": account["organisation"],
            "known_as": known_as,
        },
    )
    if new:
        user.password = hashed
        user.save(update_fields=["password"])


def _password(path: Path) -> str:
    """Made once for a store, readable by its owner only."""
    if path.is_file():
        return path.read_text(encoding="ascii").strip()
    password = secrets.token_hex(5)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(password)
    return password
