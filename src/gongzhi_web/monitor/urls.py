"""Addresses of the monitor and the room page."""

from django.urls import path

from gongzhi_web.monitor import views

urlpatterns = [
    path("monitor/", views.monitor, name="monitor"),
    path("monitor/figures/", views.figures, name="figures"),
    path("monitor/rooms/", views.rooms, name="rooms"),
    path("monitor/latest/", views.latest, name="latest"),
    path("monitor/room/<str:broadcast>/", views.room, name="room"),
    path("monitor/room/<str:broadcast>/lines/", views.room_lines, name="room_lines"),
]
