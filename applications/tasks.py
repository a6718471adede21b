from celery import shared_task

from applications import services


@shared_task(name="applications.forget_checks")
def forget_checks() -> None:
    services.forget_checks()
