"""Version 1 of the API: all verbs under one address, and the OpenAPI document that describes every answer."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from gongzhi_web.api import (
    broadcasts,
    campaigns,
    cases,
    closing,
    deciding,
    evidence,
    findings,
    joining,
    law,
    papers,
    parties,
    register,
    rules,
    sanctions,
    screening,
)
from gongzhi_web.api.callers import BearerToken
from gongzhi_web.api.errors import ApiRefusal, answer_exception
from gongzhi_web.api.limits import PER_TOKEN
from gongzhi_web.api.repeats import HEADER
from gongzhi_web.api.scopes import Scope
from gongzhi_web.api.written import ASSISTS, JsonAnswers

# One list to see them all, in the order in which the document shows them.
_PARTS = (
    screening,
    law,
    rules,
    parties,
    broadcasts,
    findings,
    register,
    joining,
    cases,
    deciding,
    closing,
    sanctions,
    campaigns,
    papers,
    evidence,
)
_SAYS = {
    401: "没有令牌，或令牌已失效",
    403: "令牌没有此范围，或角色不能做这一步",
    404: "不存在，或不在账号的范围内",
    409: "与现状不符，或 Idempotency-Key 已用于另一个请求",
    413: "请求体太大，未读取",
    422: "输入不能用，message 指出哪里和怎么改",
    429: "太频繁，请按 Retry-After 等待",
    503: "证据库暂不可用",
}
_KEY_PARAMETER = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "schema": {"type": "string", "pattern": "^[!-~]{1,100}$"},
    "description": "自取的键。同一键、同一请求只办理一次，重发得到同样的答复；同一键用于另一请求答 409。保留 24 小时。",
}
_RETRY_AFTER = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}, "description": "多少秒后再试"}}


class Api(NinjaAPI):
    """ninja's document, completed by what it does not say by itself: scopes, headers, statuses in Chinese."""

    def get_openapi_schema(self, **asked: Any) -> OpenAPISchema:
        """The whole document, made once: it depends on nothing but the code."""
        if self._document is None:
            self._document = self._make_document(asked)
        return self._document

    _document: OpenAPISchema | None = None

    def _make_document(self, asked: dict[str, Any]) -> OpenAPISchema:
        document = super().get_openapi_schema(**asked)
        for bound in self._get_bound_routers():
            for view in bound.path_operations.values():
                for operation in view.operations:
                    self._scopes[str(operation.operation_id or self.get_openapi_operation_id(operation))] = [
                        auth.scope.value for auth in operation.auth_callbacks if isinstance(auth, BearerToken)
                    ]
        for methods in document["paths"].values():
            for method, operation in methods.items():
                self._complete(method, operation)
        return document

    _scopes: dict[str, list[str]] = {}

    def _complete(self, method: str, operation: dict[str, Any]) -> None:
        scopes = self._scopes[operation["operationId"]]
        operation["security"] = [{"BearerToken": scopes}]
        wanted = "、".join(f"`{scope}`（{Scope(scope).chinese}）" for scope in scopes)
        operation["description"] = "\n\n".join(filter(None, [operation.get("description"), f"所需范围：{wanted}。"]))
        for parameter in operation["parameters"]:
            # ninja repeats the schema's list of examples where OpenAPI wants an object; in the schema they stand right.
            parameter.pop("examples", None)
        if method == "post":
            operation["parameters"].append(_KEY_PARAMETER)
        for status, answer in operation["responses"].items():
            answer["description"] = _SAYS.get(int(status), answer["description"] if int(status) >= 300 else "办理成功")
        operation["responses"][429]["headers"] = _RETRY_AFTER


def refuse_unknown_parameters(run: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Around one operation: a parameter that it does not have is refused, because a misspelt filter would filter nothing."""
    models = run.__self__.models  # type: ignore[attr-defined]
    known = {
        name for model in models if model.__ninja_param_source__ == "query" for name in model.__ninja_flatten_map__
    }

    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        unknown = sorted(set(request.GET) - known)
        if unknown and getattr(request, "caller", None) is not None:
            offered = f"可用的有 {'、'.join(sorted(known))}" if known else "这个地址不带参数"
            raise ApiRefusal(
                422, "unknown_parameter", f"不认识参数 {unknown[0][:40]}：{offered}", field=unknown[0][:40]
            )
        return run(request, *args, **kwargs)

    return answer


def make_api() -> Api:
    """The API with every router; one list to see them all."""
    api = Api(
        title="共治接口",
        version="1",
        description=f"直播电商协同治理的程序接口，与命令行、网页同一套动作。每个令牌每分钟 {PER_TOKEN} 次。{ASSISTS}",
        urls_namespace="api_v1",
        docs_url=None,
        renderer=JsonAnswers(),
    )
    for kind in (Exception, Http404, HttpError, ValidationError):
        api.add_exception_handler(kind, answer_exception)  # type: ignore[arg-type]
    api.add_decorator(refuse_unknown_parameters, mode="view")
    for part in _PARTS:
        api.add_router("", part.router)
    return api
