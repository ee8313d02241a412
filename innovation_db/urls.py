"""Every address of the site. Only this module and the settings name the apps above the floor."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("account/", include("innovation_db.account_urls")),
    path("", include("innovation_db.site_urls")),
    path("tell-us/", include("case_studies.tell_us")),
    path("", include("case_studies.urls")),
]
