"""Addresses of signing in and out."""

from django.urls import path

from gongzhi_web.accounts import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
]
