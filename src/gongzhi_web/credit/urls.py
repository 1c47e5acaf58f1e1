"""Addresses of the credit ledger."""

from django.urls import path

from gongzhi_web.credit import blacklist_views, record_views, review_views, views

urlpatterns = [
    path("credit/", views.ledgers, name="ledgers"),
    path("credit/record/", record_views.record, name="credit_record"),
    path("credit/reviews/", review_views.reviews, name="credit_reviews"),
    path("credit/blacklist/", blacklist_views.blacklist, name="credit_blacklist"),
    path("credit/blacklist/take/", blacklist_views.take_list, name="credit_blacklist_take"),
    path("credit/spread/", views.spread, name="credit_spread"),
    path("credit/public/", views.ask_publicly, name="credit_public"),
    path("credit/<path:party>/", views.ledger, name="ledger"),
]
