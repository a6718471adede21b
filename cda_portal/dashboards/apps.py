from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "cda_portal.dashboards"
    label = "dashboards"
