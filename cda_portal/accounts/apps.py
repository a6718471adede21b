from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "cda_portal.accounts"
    label = "accounts"
