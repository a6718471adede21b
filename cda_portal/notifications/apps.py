from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "cda_portal.notifications"
    label = "notifications"
