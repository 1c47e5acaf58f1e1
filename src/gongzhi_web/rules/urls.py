"""Addresses of the rules."""

from django.urls import path

from gongzhi_web.rules import edit_views, step_views, views

urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("rules/new/", edit_views.edit, name="new_rule"),
    path("rules/try/", edit_views.try_out, name="try_rule"),
    path("rules/save/", edit_views.save, name="save_rule"),
    path("rules/<str:rule>/", views.rule, name="rule"),
    path("rules/<str:rule>/edit/", edit_views.edit, name="edit_rule"),
    path("rules/<str:rule>/trial/", step_views.start_trial, name="start_trial"),
    path("rules/<str:rule>/approve/", step_views.approve, name="approve_rule"),
    path("rules/<str:rule>/withdraw/", step_views.withdraw, name="withdraw_rule"),
    path("rules/<str:rule>/retire/", step_views.retire, name="retire_rule"),
    path("rules/<str:rule>/shadow/", step_views.shadow, name="rule_shadow"),
    path("rules/<str:rule>/mark/", step_views.mark, name="mark_shadow"),
    path("rules/<str:rule>/file/", step_views.as_file, name="rule_file"),
]
