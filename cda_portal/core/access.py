from django.core.exceptions import PermissionDenied


def check(allowed: bool) -> None:
    """Refuse with 403 unless `allowed`."""
    if not allowed:
        raise PermissionDenied
