"""Addresses of the analysis of liability."""

from django.urls import path

from gongzhi_web.liability import desk_views, saved_views, views

urlpatterns = [
    path("liability/", views.home, name="liability"),
    path("liability/new/", views.start, name="liability_new"),
    path("liability/<int:draft>/", desk_views.desk, name="inquiry"),
    path("liability/<int:draft>/answer/", desk_views.answer, name="inquiry_answer"),
    path("liability/<int:draft>/setting/", desk_views.setting, name="inquiry_setting"),
    path("liability/<int:draft>/why/", desk_views.why, name="inquiry_why"),
    path("liability/<int:draft>/print/", saved_views.draft_paper, name="inquiry_paper"),
    path("liability/<int:draft>/analysis.docx", saved_views.draft_docx, name="inquiry_docx"),
    path("liability/<int:draft>/save/", saved_views.save, name="inquiry_save"),
    path("liability/<int:draft>/delete/", views.delete, name="inquiry_delete"),
    path("liability/a/<str:number>/", saved_views.paper, name="analysis"),
    path("liability/a/<str:number>/analysis.docx", saved_views.docx, name="analysis_docx"),
    path("liability/a/<str:number>/again/", saved_views.again, name="analysis_again"),
]
