"""Addresses of admission."""

from django.urls import path

from gongzhi_web.parties import licence, room_views, views, work_views

urlpatterns = [
    path("parties/", views.dossiers, name="dossiers"),
    path("parties/new/", views.new_dossier, name="dossier_new"),
    path("parties/due/", work_views.due, name="parties_due"),
    path("parties/report/", work_views.report, name="parties_report"),
    path("parties/rooms/", room_views.rooms, name="parties_rooms"),
    path("parties/rooms/new/", room_views.engage_form, name="parties_engage"),
    path("parties/products/", room_views.products, name="products"),
    path("parties/products/new/", room_views.new_product, name="product_new"),
    path("parties/products/<str:number>/", room_views.product, name="product"),
    path("parties/products/<str:number>/act/", room_views.product_act, name="product_act"),
    path("parties/<str:number>/", views.dossier, name="dossier"),
    path("parties/<str:number>/act/", views.dossier_act, name="dossier_act"),
    path("parties/<str:number>/details/", views.details, name="dossier_details"),
    path("parties/<str:number>/scan/<str:sha256>/", views.scan, name="dossier_scan"),
    path("licence/<str:number>/", licence.licence, name="licence"),
]
