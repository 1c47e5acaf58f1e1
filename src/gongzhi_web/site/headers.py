"""What every answer tells the browser: run only our files, frame nothing, send no address onward."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]


def events_origin(request: HttpRequest) -> str:
    """Scheme, host and port of the event stream as this browser reaches it; empty when it is the pages' own origin."""
    if not settings.EVENTS_PORT:
        return ""
    host = request.get_host()
    bare = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return f"{request.scheme}://{bare}:{settings.EVENTS_PORT}"


def policy(connect: str) -> str:
    """The content security policy: no inline script, no inline style, nothing from elsewhere."""
    return "; ".join(
        [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            f"connect-src 'self' {connect}".strip(),
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        ]
    )


def security_headers(get_response: Answer) -> Answer:
    """Outermost: an error page carries the same headers as any other."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        try:
            connect = events_origin(request)
        except Exception:
            # A Host header that is refused has no origin to allow.
            connect = ""
        response.headers["Content-Security-Policy"] = policy(connect)
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
        if settings.HTTPS:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response

    return answer
