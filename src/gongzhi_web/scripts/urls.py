"""Addresses of the script check."""

from django.urls import path

from gongzhi_web.scripts import saved_views, views

urlpatterns = [
    path("scripts/", views.ask, name="scripts"),
    path("scripts/check/", views.check, name="check_script"),
    path("scripts/report/", views.report, name="script_report"),
    path("scripts/save/", saved_views.save, name="save_script"),
    path("scripts/<int:saved>/", saved_views.reopen, name="saved_script"),
    path("scripts/<int:saved>/delete/", saved_views.delete, name="delete_script"),
]
