"""Addresses of the API, and of the page on which a person makes tokens."""

from django.urls import path

from gongzhi_web.api import pages
from gongzhi_web.api.gate import gate, gated, unknown_address
from gongzhi_web.api.v1 import make_api

_patterns, _app, _namespace = make_api().urls

urlpatterns = [
    path("api/v1/", (gated(_patterns), _app, _namespace)),
    path("api/<path:rest>", gate(unknown_address)),
    path("account/tokens/", pages.tokens, name="tokens"),
    path("account/tokens/<int:token>/revoke/", pages.revoke_token, name="revoke_token"),
]
