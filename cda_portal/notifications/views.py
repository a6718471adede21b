from base64 import b64encode
from hashlib import sha256

from csp.constants import NONE
from csp.decorators import csp_replace
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from django.views.generic import DetailView, ListView

from cda_portal.core.access import check
from cda_portal.core.models import Change
from cda_portal.notifications import compose, hold, outbox, permissions, rendering, services
from cda_portal.notifications.forms import MessageFilter, StopForm
from cda_portal.notifications.models import REASONS, Message, Notice

STATUS_TAGS = {
    "queued": "plain", "claimed": "doing", "handoff": "doing", "sent": "done",
    "in_doubt": "watch", "failed": "bad", "held": "locked", "dropped": "mute",
}  # fmt: skip
# Acts about a message that do not move it.
ACTS = {
    "stop": gettext_lazy("The recipient stopped mails of this kind"),
    "start_again": gettext_lazy("The recipient started them again"),
}
TABS = {"": "all", "in_doubt": "in_doubt", "failed": "failed", "held": "held"}


class Inbox(ListView):
    paginate_by = 20
    template_name = "notifications/inbox.html"

    def get_queryset(self):
        return Notice.objects.visible_to(self.request.user).for_inbox()

    def get_context_data(self, **kwargs):
        page = super().get_context_data(**kwargs)
        rows = [
            {
                "notice": notice,
                "text": rendering.masked(rendering.without_footer(notice.message.text), "…") if notice.message else "",
            }
            for notice in page["object_list"]
        ]
        return {**page, "rows": rows, "any_unread": any(row["notice"].read_at is None for row in rows)}


@require_POST
def inbox_read(request):
    services.read_all(by=request.user)
    return redirect("notifications:inbox")


@require_POST
def notice_read(request, pk):
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    services.read(notice, by=request.user)
    return redirect("notifications:inbox")


@require_POST
def notice_acknowledge(request, pk):
    notice = get_object_or_404(Notice.objects.visible_to(request.user), pk=pk)
    services.acknowledge(notice, by=request.user)
    messages.success(request, _("Noted that you have read it."))
    return redirect("notifications:inbox")


# No CSRF token: mail programs post here by themselves (RFC 8058), and the signed address is the proof.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "POST"])
def stop(request, token):
    """End mails of one kind. Opening the page changes nothing: mail scanners open links."""
    message = compose.stopped_message(token)
    if message is None:
        raise Http404
    form = StopForm(request.POST or None)
    done = ""
    if request.method == "POST" and form.is_valid():
        done = "started" if form.cleaned_data["again"] else "stopped"
        (services.start_again if done == "started" else services.stop)(message)
    return render(request, "notifications/stop.html", {"kind": message.declared, "done": done})


class MessageList(ListView):
    paginate_by = 25
    template_name = "notifications/message_list.html"

    def get_queryset(self):
        check(permissions.can_see_messages(self.request.user))
        self.visible = Message.objects.visible_to(self.request.user)
        self.filter = MessageFilter(self.request.GET)
        return self.filter.narrow(self.visible)

    def get_context_data(self, **kwargs):
        counts = self.visible.state_counts()
        chosen = self.filter.chosen.get("status", "")
        labels = {"": _("All"), **dict(Message.Status.choices)}
        page = reverse("notifications:message-list")
        return super().get_context_data(
            filter=self.filter,
            sort=self.filter.order,
            counts=counts,
            tabs=[
                {
                    "label": labels[value],
                    "href": f"{page}?status={value}" if value else page,
                    "current": chosen == value,
                    "count": counts[name],
                }
                for value, name in TABS.items()
            ],
            filtered=any(self.filter.chosen.get(name) for name in ("q", "status", "kind")),
            status_tags=STATUS_TAGS,
            held=hold.reason(),
            can_act=permissions.can_act_on_message(self.request.user),
            **kwargs,
        )


class MessageDetail(DetailView):
    template_name = "notifications/message_detail.html"

    def get_queryset(self):
        return Message.objects.visible_to(self.request.user).select_related("user", "object_type")

    def get_context_data(self, **kwargs):
        message, user = self.object, self.request.user
        can_act = permissions.can_act_on_message(user)
        return super().get_context_data(
            text=shown(message)[0],
            status_tag_kind=STATUS_TAGS[message.status],
            history=history(message),
            shows_secrets=bool(message.secret) and local(),
            can_resend=can_act and (outbox.allowed(message, "resend") or outbox.allowed(message, "release")),
            can_arrived=can_act and outbox.allowed(message, "arrived"),
            can_cancel=can_act and outbox.allowed(message, "cancel"),
            **kwargs,
        )


def history(message):
    """What became of it, newest first; the portal's own acts have no person."""
    labels, portal = dict(Message.Status.choices), _("The portal")
    rows = [
        {
            "when": change.at,
            "source": labels.get(change.source, change.source),
            "target": labels.get(change.target) or ACTS.get(change.act, change.act),
            "why": REASONS.get(change.why, change.why),
            "by": change.by or portal,
        }
        for change in Change.objects.about(message).for_timeline()
    ]
    return [*rows, {"when": message.created_at, "source": "", "target": _("Written"), "why": "", "by": portal}]


def local() -> bool:
    """A local run has no mailbox, so its staff page is where codes and links are read."""
    return bool(settings.LOCAL and settings.DELIVERY == "local")


def shown(message):
    """Both parts as staff may see them."""
    if local() and message.secret:
        return rendering.reveal(message.text, message.html, message.secret)
    mask = _("[Erased when it was sent]") if not message.secret else _("[secret]")
    return rendering.masked(message.text, mask), rendering.masked(message.html, mask)


@require_GET
def message_mail(request, pk):
    """The HTML part as a page of its own that can run and load nothing, and styles itself by one known sheet."""
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    sheet = render_to_string("emails/_style.css")
    allowed = f"'sha256-{b64encode(sha256(sheet.encode()).digest()).decode()}'"
    policy = {"default-src": [NONE], "style-src": [allowed], "img-src": [NONE], "form-action": [NONE], "sandbox": True}
    response: HttpResponse = csp_replace(policy)(lambda _request: HttpResponse(shown(message)[1]))(request)
    return response


def act(request, pk, verb, done):
    """One verb of staff on one message: look up, check, do, say, back to its page."""
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    check(permissions.can_act_on_message(request.user))
    try:
        verb(message, by=request.user)
        messages.success(request, done)
    except services.NotAllowedNow as error:
        messages.error(request, str(error))
    return redirect(message)


@require_POST
def message_resend(request, pk):
    return act(request, pk, services.resend, _("It will be sent within a minute."))


@require_POST
def message_arrived(request, pk):
    return act(request, pk, services.arrived, _("Noted that it arrived."))


@require_POST
def message_cancel(request, pk):
    return act(request, pk, services.cancel, _("It will not be sent."))


@require_POST
def messages_release(request):
    check(permissions.can_act_on_message(request.user))
    try:
        count = services.release(by=request.user)
        messages.success(
            request,
            ngettext("%(count)s mail will be sent now.", "%(count)s mails will be sent now.", count) % {"count": count},
        )
    except services.NotAllowedNow as error:
        messages.error(request, str(error))
    return redirect("notifications:message-list")
