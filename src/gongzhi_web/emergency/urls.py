"""Addresses of emergency stops."""

from django.urls import path

from gongzhi_web.emergency import views

urlpatterns = [
    path("stops/", views.stops, name="stops"),
    path("stops/new/<str:broadcast>/", views.new_stop, name="stop_new"),
    path("stops/<str:stop>/", views.stop_page, name="stop"),
    path("stops/<str:stop>/settle/", views.settle_form, name="stop_settle"),
    path("stops/<str:stop>/notice/", views.notice, name="stop_notice"),
    path("stops/<str:stop>/notice.docx", views.notice_file, name="stop_notice_file"),
]
