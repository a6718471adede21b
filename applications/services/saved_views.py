"""Lists as somebody left them, under a name."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from applications import permissions
from applications.services.errors import NotAllowed
from cda_portal.accounts.models import User
from cda_portal.core.models import SavedView


@transaction.atomic
def save_view(page: str, name: str, query: str, *, shared: bool, by: User) -> SavedView:
    """Keep the list's address under a name. Saved twice it is one view; the name is this person's once for each list."""
    shared = shared and permissions.can_share_view(by)
    view, created = SavedView.objects.get_or_create(
        by=by, page=page, name=name, defaults={"query": query, "shared": shared}
    )
    if not created and (view.query, view.shared) != (query, shared):
        raise NotAllowed(_("You have a view called “%(name)s” here. Choose another name.") % {"name": name})
    return view


@transaction.atomic
def change_view(view: SavedView, name: str, *, shared: bool, by: User) -> SavedView:
    """Another name for one's own view, and whether all staff see it."""
    view.name, view.shared = name, shared and permissions.can_share_view(by)
    try:
        with transaction.atomic():
            view.save(update_fields=["name", "shared"])
    except IntegrityError as error:
        raise NotAllowed(_("You have a view called “%(name)s” here. Choose another name.") % {"name": name}) from error
    return view


@transaction.atomic
def delete_view(view: SavedView) -> None:
    view.delete()
