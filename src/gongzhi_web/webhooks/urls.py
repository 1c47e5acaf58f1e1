"""Addresses of the pages on messages to other systems."""

from django.urls import path

from gongzhi_web.webhooks import views

urlpatterns = [
    path("webhooks/", views.webhooks, name="webhooks"),
    path("webhooks/<int:endpoint>/", views.webhook, name="webhook"),
    path("webhooks/<int:endpoint>/act/", views.webhook_act, name="webhook_act"),
    path("webhooks/<int:endpoint>/<int:delivery>/again/", views.delivery_again, name="delivery_again"),
]
