"""Every address of the site: one list, slice by slice."""

from django.urls import include, path

urlpatterns = [
    path("", include("gongzhi_web.site.urls")),
    path("", include("gongzhi_web.accounts.urls")),
    path("", include("gongzhi_web.monitor.urls")),
    path("", include("gongzhi_web.screening.urls")),
    path("", include("gongzhi_web.parties.urls")),
    path("", include("gongzhi_web.emergency.urls")),
    path("", include("gongzhi_web.board.urls")),
    path("", include("gongzhi_web.cases.urls")),
    path("", include("gongzhi_web.campaigns.urls")),
    path("", include("gongzhi_web.decisions.urls")),
    path("", include("gongzhi_web.evidence.urls")),
    path("", include("gongzhi_web.law.urls")),
    path("", include("gongzhi_web.sanctions.urls")),
    path("", include("gongzhi_web.webhooks.urls")),
    path("", include("gongzhi_web.overview.urls")),
    path("", include("gongzhi_web.api.urls")),
    path("", include("gongzhi_web.credit.urls")),
    path("", include("gongzhi_web.pricing.urls")),
    path("", include("gongzhi_web.liability.urls")),
    path("", include("gongzhi_web.audit.urls")),
    path("", include("gongzhi_web.scripts.urls")),
    path("", include("gongzhi_web.rules.urls")),
]
handler400 = "gongzhi_web.site.errors.bad_request"
handler403 = "gongzhi_web.site.errors.forbidden"
handler404 = "gongzhi_web.site.errors.not_found"
handler500 = "gongzhi_web.site.errors.failed"
