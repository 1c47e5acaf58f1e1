"""Addresses of the price audit."""

from django.urls import path

from gongzhi_web.pricing import truth_views, views

urlpatterns = [
    path("pricing/truth/", truth_views.truths, name="price_truths"),
    path("pricing/truth/<path:broadcast>/", truth_views.truth, name="price_truth"),
    path("pricing/", views.ask, name="pricing"),
    path("pricing/audit/", views.check, name="price_audit"),
    path("pricing/<int:audit>/", views.report, name="price_report"),
    path("pricing/<int:audit>/report.<str:ending>", views.download, name="price_download"),
    path("pricing/<int:audit>/delete/", views.delete, name="price_delete"),
]
