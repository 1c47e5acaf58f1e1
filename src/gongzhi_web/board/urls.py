"""Addresses of the register."""

from django.urls import path

from gongzhi_web.board import acting, bulk, joining, news, tables, views

urlpatterns = [
    path("docket/", views.board, name="docket"),
    path("docket/new/", views.new_entry, name="docket_new"),
    path("docket/filters/", news.save_filter, name="docket_save_filter"),
    path("docket/filters/<int:filter>/drop/", news.drop_filter, name="docket_drop_filter"),
    path("docket/many/", bulk.start, name="docket_bulk"),
    path("docket/many/<int:batch>/", bulk.batch_page, name="docket_batch"),
    path("docket/many/<int:batch>/preview/", bulk.preview, name="docket_batch_preview"),
    path("docket/many/<int:batch>/confirm/", bulk.confirm, name="docket_batch_confirm"),
    path("docket/many/<int:batch>/report.xlsx", bulk.report, name="docket_batch_report"),
    path("docket/tables/", tables.upload, name="docket_tables"),
    path("docket/tables/template.xlsx", tables.template, name="docket_template"),
    path("docket/tables/<int:table>/", tables.table, name="docket_table"),
    path("docket/tables/<int:table>/go/", tables.go_on, name="docket_table_go"),
    path("docket/tables/<int:table>/refused.xlsx", tables.refused, name="docket_table_refused"),
    path("docket/export.xlsx", tables.export, name="docket_export"),
    path("docket/<str:number>/", views.entry, name="docket_entry"),
    path("docket/<str:number>/act/", acting.act_form, name="docket_act"),
    path("docket/<str:number>/merge/", joining.merge_form, name="docket_merge"),
    path("docket/<str:number>/split/", joining.split_form, name="docket_split"),
    path("docket/<str:number>/transfer/", acting.transfer_form, name="docket_transfer"),
    path("docket/<str:number>/letter/<str:sha256>/", views.letter, name="docket_letter"),
]
