"""Every address of the site. Only this module and the settings name the apps above the floor."""

from django.contrib import admin
from django.contrib.sitemaps import views as sitemap_views
from django.urls import include, path
from django.utils.module_loading import import_string
from django.views.decorators.http import require_safe

from innovation_db.sitemaps import index

# Named as strings, as `include()` names them: the floor imports nothing from the apps above it.
sitemaps: dict = {}
for app in ("innovation_db", "case_studies", "zone_programme", "board_reports"):
    sitemaps |= import_string(f"{app}.sitemaps.SITEMAPS")

urlpatterns = [
    path("admin/", admin.site.urls),
    path("account/", include("innovation_db.account_urls")),
    path("sitemap.xml", index, {"sitemaps": sitemaps}, name="sitemap"),
    path(
        "sitemap-<section>.xml",
        require_safe(sitemap_views.sitemap),
        {"sitemaps": sitemaps},
        name="django.contrib.sitemaps.views.sitemap",
    ),
    path("", include("innovation_db.site_urls")),
    path("api/v1/", include("innovation_db.api.urls")),
    path("api/v1/", include("case_studies.api.urls")),
    path("api/v1/", include("zone_programme.api.urls")),
    path("api/v1/", include("board_reports.api.urls")),
    path("tell-us/", include("case_studies.tell_us")),
    path("zone/", include("zone_programme.urls")),
    path("asks-and-offers/", include("zone_programme.asks.urls")),
    path("", include("board_reports.urls")),
    path("", include("case_studies.urls")),
]

handler400 = "innovation_db.views.bad_request"
handler403 = "innovation_db.views.permission_denied"
handler404 = "innovation_db.views.page_not_found"
handler500 = "innovation_db.views.server_error"
