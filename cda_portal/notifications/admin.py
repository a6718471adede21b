from django.contrib import admin

from cda_portal.core.admin import ReadOnly
from cda_portal.notifications.models import Message, Notice, Preference, Suppression


@admin.register(Message)
class MessageAdmin(ReadOnly):
    list_display = ["pk", "kind", "status", "priority", "created_at", "sent_at"]
    list_filter = ["status", "priority"]
    fields = ["kind", "status", "priority", "email", "language", "subject", "due_at", "expires_at", "attempts", "message_id", "error", "created_at", "sent_at"]  # fmt: skip


@admin.register(Notice)
class NoticeAdmin(ReadOnly):
    list_display = ["pk", "kind", "user", "created_at", "read_at"]
    list_select_related = ["user"]
    fields = ["kind", "user", "occurrence", "message", "created_at", "read_at", "acknowledged_at"]


@admin.register(Preference, Suppression)
class PlainAdmin(ReadOnly):
    pass
