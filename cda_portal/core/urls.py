from django.conf import settings
from django.urls import path

from cda_portal.core import job_views, styleguide, views

app_name = "core"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("language/", views.language, name="language"),
    path("jobs/", job_views.JobList.as_view(), name="jobs"),
    path("jobs/<int:pk>/", job_views.job_page, name="job"),
    path("jobs/<int:pk>/cancel/", job_views.job_cancel, name="job-cancel"),
    path("jobs/<int:pk>/file/", job_views.job_file, name="job-file"),
    path("staff/export/<slug:what>/", job_views.export, name="export"),
]
if settings.LOCAL:
    urlpatterns.append(path("styleguide/", styleguide.page, name="styleguide"))
