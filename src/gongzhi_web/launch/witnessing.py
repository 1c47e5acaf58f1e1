"""Beside the site: have the witnesses of the store's policy cosign, and watch the log as anybody outside would."""

import sys
from pathlib import Path

from gongzhi.adapters.disk import Disk
from gongzhi.adapters.log_keys import load_keys
from gongzhi.evidence import StoreDamaged
from gongzhi_web.evidence.standing import MONITOR, POLICY_FILE

_COSIGN_SECONDS, _LOOK_SECONDS = "2", "10"


def witnessing(store: Path) -> list[tuple[str, list[str]]]:
    """Name and command of each process to keep up; none without a policy in the store.

    A store whose log has no key yet gets none either: there is nothing to cosign, and the next start finds the key.
    """
    policy = store / POLICY_FILE
    if not policy.is_file():
        return []
    try:
        key, _ = load_keys(store / "keys", Disk(), create=False)
    except StoreDamaged as error:
        print(f"gongzhi：没有启动联署与监视：{error}", file=sys.stderr)
        return []
    evidence = [sys.executable, "-m", "gongzhi.cli", "evidence"]
    cosign = ["cosign", "--store", str(store), "--policy", str(policy), "--every", _COSIGN_SECONDS]
    monitor = ["monitor", str(store), "--key", str(key), "--policy", str(policy), "--state", str(store / MONITOR)]
    return [
        ("联署", [*evidence, *cosign]),
        ("监视", [*evidence, *monitor, "--every", _LOOK_SECONDS]),
    ]
