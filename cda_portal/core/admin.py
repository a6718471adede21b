"""Django's admin is for looking things up: every change has its page and its record, but for reference tables."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from cda_portal.core.models import Change, Theme


class ReadOnly(admin.ModelAdmin):
    """Whoever may enter the admin (`is_staff`) sees it; Django's own permissions are granted to nobody."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class Reference(ReadOnly):
    """A table that staff keep themselves. Rows are retired and never deleted: others point to them."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return True

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return True

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """What may be empty in the table may be left empty here."""
        return super().formfield_for_dbfield(
            db_field, request, **({"required": False} if db_field.null else {}), **kwargs
        )


@admin.register(Theme)
class ThemeAdmin(Reference):
    list_display = ["key", "position", "retired_at"]


@admin.register(Change)
class ChangeAdmin(ReadOnly):
    list_display: Any = ["at", "act", "source", "target", "object_type", "object_id", "by", "request_id"]
    list_select_related = ["by", "object_type"]
    list_filter = ["act"]
    date_hierarchy = "at"
