"""Make the first account of a store: a platform lead, who can then be given colleagues."""

import getpass
import sys
from pathlib import Path

from gongzhi_web.launch.prepare import prepare


def make_account(store: Path, username: str) -> int:
    """Asks for the rest at the terminal; refuses a password that is too easy."""
    prepare(store)
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    from gongzhi_web.accounts.models import Kind, Organisation, Role, User

    if not username or User.objects.filter(username=username).exists():
        print("gongzhi：请用 --name 给出一个还没有用过的账号名", file=sys.stderr)
        return 2
    platform = input("平台名称（与直播记录里的平台名一致）：").strip()
    display = input("姓名：").strip()
    password = getpass.getpass("密码（至少 8 位，不能是常见密码）：")
    user = User(username=username, display=display, role=Role.PLATFORM_LEAD)
    try:
        validate_password(password, user)
    except ValidationError as error:
        print("gongzhi：" + " ".join(error.messages), file=sys.stderr)
        return 2
    organisation, _ = Organisation.objects.get_or_create(
        party=platform, defaults={"name": platform, "kind": Kind.PLATFORM}
    )
    user.organisation = organisation
    user.set_password(password)
    user.save()
    print(f"账号 {username} 已建立，可以登录。")
    return 0
