"""Addresses of the register."""

from django.urls import path

from gongzhi_web.board import acting, views

urlpatterns = [
    path("docket/", views.board, name="docket"),
    path("docket/new/", views.new_entry, name="docket_new"),
    path("docket/<str:number>/", views.entry, name="docket_entry"),
    path("docket/<str:number>/act/", acting.act_form, name="docket_act"),
    path("docket/<str:number>/merge/", acting.merge_form, name="docket_merge"),
    path("docket/<str:number>/split/", acting.split_form, name="docket_split"),
    path("docket/<str:number>/transfer/", acting.transfer_form, name="docket_transfer"),
    path("docket/<str:number>/letter/<str:sha256>/", views.letter, name="docket_letter"),
]
