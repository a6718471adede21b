from django.apps import AppConfig


class WebsiteConfig(AppConfig):
    name = "cda_portal.website"
    label = "website"
