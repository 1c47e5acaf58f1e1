"""Addresses of the analysis of liability."""

from django.urls import path

from gongzhi_web.liability import burden_views, desk_views, precedent_views, saved_views, trial_views, views

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
    path("liability/<int:draft>/burden/", burden_views.draft_burden, name="inquiry_burden"),
    path("liability/<int:draft>/burden/attach/", burden_views.attach, name="inquiry_burden_attach"),
    path("liability/<int:draft>/burden.docx", burden_views.draft_burden_docx, name="inquiry_burden_docx"),
    path("liability/<int:draft>/precedents/", precedent_views.like_draft, name="inquiry_precedents"),
    path("liability/precedents/", precedent_views.precedents, name="precedents"),
    path("liability/precedents/new/", precedent_views.add, name="precedent_new"),
    path("liability/precedents/remove/", precedent_views.remove, name="precedent_remove"),
    path("liability/laboratory/", trial_views.laboratory, name="laboratory"),
    path("liability/laboratory/<int:trial>/", trial_views.trial, name="trial"),
    path("liability/laboratory/<int:trial>/comparison.xlsx", trial_views.sheet, name="trial_xlsx"),
    path("liability/laboratory/<int:trial>/delete/", trial_views.delete, name="trial_delete"),
    path("liability/a/<str:number>/", saved_views.paper, name="analysis"),
    path("liability/a/<str:number>/analysis.docx", saved_views.docx, name="analysis_docx"),
    path("liability/a/<str:number>/burden/", burden_views.burden, name="analysis_burden"),
    path("liability/a/<str:number>/burden.docx", burden_views.burden_docx, name="analysis_burden_docx"),
    path("liability/a/<str:number>/precedents/", precedent_views.like_sealed, name="analysis_precedents"),
    path("liability/a/<str:number>/again/", saved_views.again, name="analysis_again"),
]
