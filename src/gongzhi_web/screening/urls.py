"""Addresses of the review queue."""

from django.urls import path

from gongzhi_web.screening import views

urlpatterns = [
    path("queue/", views.queue, name="queue"),
    path("queue/list/", views.queue_list, name="queue_list"),
    path("queue/item/<str:exhibit>/take/", views.take_item, name="take_item"),
    path("queue/item/<str:exhibit>/release/", views.release_item, name="release_item"),
    path("queue/item/<str:exhibit>/review/", views.review_item, name="review_item"),
]
