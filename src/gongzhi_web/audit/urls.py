"""Addresses of the audit pages."""

from django.urls import path

from gongzhi_web.audit import views

urlpatterns = [
    path("audit/", views.looks, name="audit"),
    path("audit/acts/", views.acts, name="acts"),
    path("audit/export/<str:table>/", views.export, name="audit_export"),
]
