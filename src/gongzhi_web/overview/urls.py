"""Addresses of the pages over all slices."""

from django.urls import path

from gongzhi_web.overview import map_views, news_views, search_views

urlpatterns = [
    path("search/", search_views.search, name="search"),
    path("map/", map_views.organisation_map, name="organisation_map"),
    path("news/", news_views.news, name="news"),
    path("news/read/", news_views.news_read, name="news_read"),
]
