from django.urls import path

from cda_portal.dashboards.views import Home

app_name = "dashboards"
urlpatterns = [path("home/", Home.as_view(), name="home")]
