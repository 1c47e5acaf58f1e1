"""Addresses of campaigns, sampling, recalls and papers."""

from django.urls import path

from gongzhi_web.campaigns import blacklist_views, campaign_views, paper_views, recall_views, sample_views

urlpatterns = [
    path("campaigns/", campaign_views.campaigns, name="campaigns"),
    path("campaigns/new/", campaign_views.new_campaign, name="campaign_new"),
    path("campaigns/<str:number>/", campaign_views.campaign, name="campaign"),
    path("campaigns/<str:number>/act/", campaign_views.act_form, name="campaign_act"),
    path("campaigns/<str:number>/behind/<str:key>/", campaign_views.behind, name="campaign_behind"),
    path("campaigns/<str:number>/<str:what>.<str:ending>", campaign_views.taken_away, name="campaign_file"),
    path("sampling/", sample_views.samplings, name="samplings"),
    path("sampling/new/", sample_views.new_plan, name="sampling_new"),
    path("sampling/plans/<str:plan>/new/", sample_views.new_sample, name="sample_new"),
    path("sampling/<str:number>/", sample_views.sample, name="sample"),
    path("sampling/<str:number>/act/", sample_views.act_form, name="sample_act"),
    path("sampling/<str:number>/report/<str:sha256>/", sample_views.laboratory_file, name="sample_report"),
    path("recalls/", recall_views.recalls, name="recalls"),
    path("recalls/new/", recall_views.new_recall, name="recall_new"),
    path("recalls/<str:number>/", recall_views.recall, name="recall"),
    path("recalls/<str:number>/act/", recall_views.act_form, name="recall_act"),
    path("papers/", paper_views.papers, name="papers"),
    path("papers/upon/<str:number>/", paper_views.papers_upon, name="papers_upon"),
    path("papers/upon/<str:number>/<str:kind>/", paper_views.new_paper, name="paper_new"),
    path("papers/blacklist/<str:case>/", blacklist_views.blacklist_file, name="blacklist_file"),
    path("papers/blacklist/<str:case>/issue/", blacklist_views.issue_form, name="blacklist_issue"),
    path("papers/<str:paper>/", paper_views.paper, name="paper"),
    path("papers/<str:paper>/act/", paper_views.act_form, name="paper_act"),
    path("papers/<str:paper>/file/", paper_views.paper_file, name="paper_file"),
]
