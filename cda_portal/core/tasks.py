from celery import shared_task

from cda_portal.core import janitor, jobs, scanner


@shared_task(name="core.run_job")
def run_job(pk: int) -> None:
    jobs.run(pk)


@shared_task(name="core.sweep_jobs")
def sweep_jobs() -> None:
    jobs.sweep()


@shared_task(name="core.scan")
def scan(pk: int) -> None:
    scanner.scan(pk)


@shared_task(name="core.scan_waiting")
def scan_waiting() -> None:
    scanner.scan_waiting()


@shared_task(name="core.clean_files")
def clean_files() -> None:
    janitor.clean()
