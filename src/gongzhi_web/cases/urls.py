"""Addresses of leads and cases."""

from django.urls import path

from gongzhi_web.cases import views

urlpatterns = [
    path("cases/", views.cases, name="cases"),
    path("cases/open/<str:broadcast>/", views.open_form, name="open_case"),
    path("cases/leads/<str:broadcast>/close/", views.close_lead_form, name="close_lead"),
    path("cases/<str:case>/", views.case_page, name="case"),
    path("cases/<str:case>/close/", views.close_form, name="close_case"),
]
