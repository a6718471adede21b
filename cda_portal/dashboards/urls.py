from django.urls import path

from cda_portal.dashboards.views import AuditPage, Home, search

app_name = "dashboards"
urlpatterns = [
    path("home/", Home.as_view(), name="home"),
    path("staff/search/", search, name="search"),
    path("staff/audit/", AuditPage.as_view(), name="audit"),
]
