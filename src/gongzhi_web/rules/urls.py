"""Addresses of the rules."""

from django.urls import path

from gongzhi_web.rules import views

urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("rules/<str:rule>/", views.rule, name="rule"),
]
