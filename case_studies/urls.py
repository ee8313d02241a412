"""Addresses of the case study library; others script against them, so they stay."""

from django.urls import path

from case_studies import views

app_name = "case_studies"

urlpatterns = [
    path("", views.home, name="home"),
    path("case-studies/", views.finder, name="finder"),
    path("case-studies/<slug:slug>/", views.case_study, name="case_study"),
    path("case-studies/<slug:slug>/contact/", views.contact, name="contact"),
    path("case-studies/<slug:slug>/know-more/", views.know_more, name="know_more"),
    path("case-studies/<slug:slug>/card-<str:key>.png", views.card, name="card"),
    path("pictures/<int:pk>/<str:name>", views.image, name="image"),
    path("documents/<int:pk>/<str:name>", views.document, name="document"),
    path("covers/<int:edition>/<int:colour>-<int:number>.svg", views.cover, name="cover"),
    path("councils/", views.councils, name="councils"),
    path("councils/<slug:slug>/", views.council, name="council"),
    path("themes/", views.themes, name="themes"),
    path("themes/<slug:slug>/", views.theme, name="theme"),
    path("service-areas/", views.service_areas, name="service_areas"),
    path("service-areas/<slug:slug>/", views.service_area, name="service_area"),
    path("programmes/", views.programmes, name="programmes"),
    path("programmes/<slug:slug>/", views.programme, name="programme"),
    path("partners/", views.partners, name="partners"),
    path("partners/<slug:slug>/", views.partner, name="partner"),
]
