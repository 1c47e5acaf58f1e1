"""Addresses of messages on parallel sanctions."""

from django.urls import path

from gongzhi_web.sanctions import views

urlpatterns = [
    path("sanctions/", views.sanctions, name="sanctions"),
    path("sanctions/new/", views.new_sanction, name="sanction_new"),
    path("sanctions/<str:number>/", views.sanction, name="sanction"),
    path("sanctions/<str:number>/act/", views.act_form, name="sanction_act"),
    path("sanctions/<str:number>/bundle.evz", views.bundle_file, name="sanction_bundle"),
]
