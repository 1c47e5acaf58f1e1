"""Pages for what went wrong: what happened, and what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def _page(request: HttpRequest, status: int, title: str, advice: str) -> HttpResponse:
    context = {"status": status, "title": title, "advice": advice}
    return render(request, "site/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """400."""
    return _page(request, 400, "请求无法识别", "请返回上一页重试；若用新的域名访问，请在启动时用 --public 写明。")


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: the role may not do this; says so without telling whether the thing exists."""
    said = str(exception) if exception and str(exception) else "你的角色不能打开这一页或做这一步。"
    return _page(request, 403, "没有权限", f"{said}如确有需要，请联系本单位的平台主管。")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """404: also what a stranger sees of things that are not theirs."""
    return _page(request, 404, "没有找到", "这一页不存在，或不属于你的单位。请从左侧菜单重新进入。")


def failed(request: HttpRequest) -> HttpResponse:
    """500: plain, because whatever failed may fail again in a richer page."""
    return render(request, "site/failed.html", status=500)


def csrf_refused(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """A form that did not come from our own page, or came after the session ended."""
    return _page(request, 403, "页面已过期", "这次提交没有通过来源校验。请刷新页面后重新提交。")
