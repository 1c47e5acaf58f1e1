"""Addresses of the law browser and the duties."""

from django.urls import path

from gongzhi_web.law import duty_views, views

urlpatterns = [
    path("law/", views.provisions, name="law"),
    path("law/changes/", views.changes, name="law_changes"),
    path("law/duties/", duty_views.duties, name="duties"),
    path("law/duties/assess/", duty_views.assess, name="assess_duty"),
    path("law/duties/report/", duty_views.report, name="duty_report"),
    path("law/duties/export/<str:form>/", duty_views.export, name="duty_export"),
    path("law/p/<path:provision>/", views.provision, name="provision"),
]
