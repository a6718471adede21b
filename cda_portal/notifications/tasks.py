from celery import shared_task

from cda_portal.notifications import delivery


@shared_task(name="notifications.deliver_due")
def deliver_due() -> None:
    delivery.drain()


@shared_task(name="notifications.sweep")
def sweep() -> None:
    delivery.sweep()
