from celery import shared_task
from django.utils.module_loading import import_string

from applications import services
from applications.services import calls_next


@shared_task(name="applications.forget_checks")
def forget_checks() -> None:
    services.forget_checks()
    calls_next.forget()


@shared_task(name="applications.let_go")
def let_go() -> None:
    services.let_go()


@shared_task(name="applications.build_pdf")
def build_pdf(pk: int) -> None:
    import_string("applications.pdfs.build")(pk)  # by name: a worker that never makes one loads no WeasyPrint


@shared_task(name="applications.build_missing_pdfs")
def build_missing_pdfs() -> None:
    import_string("applications.pdfs.build_missing")()
