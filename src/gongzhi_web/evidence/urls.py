"""Addresses of exhibits, bundles and the log."""

from django.urls import path

from gongzhi_web.evidence import log_views, record_views, standing_views, verifier_views, views

urlpatterns = [
    path("evidence/", views.exhibits, name="exhibits"),
    path("evidence/verify/", verifier_views.verifier, name="verifier"),
    path("evidence/verify/verify.html", verifier_views.verifier_file, name="verifier_file"),
    path("evidence/check/", log_views.check_bundle, name="check_bundle"),
    path("evidence/log/", log_views.log, name="evidence_log"),
    path("evidence/log/checkpoint/", log_views.checkpoint, name="checkpoint"),
    path("evidence/log/policy/", log_views.policy, name="policy"),
    path("evidence/standing/", standing_views.standing, name="evidence_standing"),
    path("evidence/segments/<str:broadcast>/", standing_views.segments, name="segments"),
    path("evidence/bundle/<str:scope>/<str:name>/", views.bundle, name="bundle"),
    path("evidence/record/<str:scope>/<str:name>/", record_views.record, name="extraction_record"),
    path("evidence/<str:exhibit>/", views.exhibit, name="exhibit"),
    path("evidence/<str:exhibit>/verify/", views.verify, name="verify_exhibit"),
]
