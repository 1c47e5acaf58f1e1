"""Addresses of the frame."""

from django.urls import path

from gongzhi_web.site import views

urlpatterns = [
    path("", views.home, name="home"),
    path("welcome/", views.nowhere, name="nowhere"),
    path("favicon.ico", views.favicon, name="favicon"),
]
