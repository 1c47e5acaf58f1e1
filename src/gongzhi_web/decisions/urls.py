"""Addresses of decisions, notices and appeals."""

from django.urls import path

from gongzhi_web.decisions import appeals, notices, views

urlpatterns = [
    path("cases/<str:case>/decide/", views.decide_form, name="decide"),
    path("cases/<str:case>/decide/preview/", views.preview, name="preview_decision"),
    path("cases/<str:case>/confirm/", views.confirm_proposal, name="confirm_proposal"),
    path("cases/<str:case>/notice/", notices.notice, name="notice"),
    path("cases/<str:case>/notice.docx", notices.notice_file, name="notice_file"),
    path("cases/<str:case>/serve/", notices.serve, name="serve_notice"),
    path("cases/<str:case>/appeal/", appeals.appeal_form, name="appeal"),
    path("cases/<str:case>/appeal/ruling/", appeals.ruling_form, name="ruling"),
]
