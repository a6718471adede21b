from django.apps import AppConfig

from cda_portal.core import words


class CoreConfig(AppConfig):
    name = "cda_portal.core"
    label = "core"
    verbose_name = "Ground"

    def ready(self) -> None:
        words.use()
