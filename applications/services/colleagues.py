"""What colleagues leave beside the answers: a mark that a section is ready, remarks, and questions to staff."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from applications import permissions
from applications.models import Application, Enquiry, Section, SectionReady
from applications.services.answers import CLOSED
from applications.services.errors import NotAllowed
from cda_portal.accounts import membership
from cda_portal.accounts.models import User
from cda_portal.core import audit, clock
from cda_portal.core.models import Comment
from cda_portal.notifications.services import notify

# ---- ready


@transaction.atomic
def mark_ready(application: Application, section: Section, *, by: User, arrived: datetime) -> SectionReady:
    """Say that a section is finished, which binds nobody. Marked again, the mark is renewed.

    It stands in no record: staff read those, and how far a draft is remains the city's own.

    The application comes from `for_page(by)`. Raises NotAllowed once its answers cannot be changed any more.
    """
    _refuse_unless_open(application, by, arrived)
    ready, _new = SectionReady.objects.update_or_create(
        application=application, section=section, defaults={"by": by, "at": clock.now()}
    )
    return ready


@transaction.atomic
def unmark_ready(application: Application, section: Section, *, by: User, arrived: datetime) -> None:
    _refuse_unless_open(application, by, arrived)
    SectionReady.objects.filter(application=application, section=section).delete()


def _refuse_unless_open(application: Application, by: User, arrived: datetime) -> None:
    if not permissions.can_edit_application(by, application, arrived):
        raise NotAllowed(CLOSED)


# ---- remarks among colleagues


def comments_on(application: Application) -> QuerySet[Comment]:
    """What stands, oldest first: the city's people read it, staff never do."""
    return all_comments_on(application).filter(removed_at=None)


def all_comments_on(application: Application) -> QuerySet[Comment]:
    """Those that were removed too, which nobody reads and their writer may put back."""
    kind = ContentType.objects.get_for_model(Application)
    rows = Comment.objects.filter(object_type=kind, object_id=application.pk, tier=Comment.Tier.TEAM)
    return rows.order_by("at", "pk")


@transaction.atomic
def comment(application: Application, part: str, text: str, *, by: User) -> Comment:
    """A remark on a section. The same words by the same person within a minute are one remark."""
    Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    told = {"part": part, "text": text, "by": by}
    latest = comments_on(application).filter(**told, at__gte=clock.ago(minutes=1)).first()
    return latest or Comment.objects.create(about=application, tier=Comment.Tier.TEAM, **told)


@transaction.atomic
def edit_comment(remark: Comment, text: str) -> Comment:
    if remark.text != text:
        remark.text, remark.edited_at = text, clock.now()
        remark.save(update_fields=["text", "edited_at"])
    return remark


@transaction.atomic
def remove_comment(remark: Comment) -> Comment:
    if remark.removed_at is None:
        remark.removed_at = clock.now()
        remark.save(update_fields=["removed_at"])
    return remark


@transaction.atomic
def put_comment_back(remark: Comment) -> Comment:
    """Undo the removal, as often as it is asked for."""
    if remark.removed_at is not None:
        remark.removed_at = None
        remark.save(update_fields=["removed_at"])
    return remark


# ---- questions to staff


@transaction.atomic
def enquire(application: Application, question: str, *, by: User, part: str = "") -> Enquiry:
    """Ask the programme team. The same question while it is open is one question."""
    Application.objects.select_for_update(no_key=True).get(pk=application.pk)
    asked = application.enquiries.open().filter(question=question, asked_by=by).first()
    if asked is not None:
        return asked
    enquiry = Enquiry.objects.create(application=application, part=part, question=question, asked_by=by)
    audit.record(application, "enquiry asked", by=by, source=str(enquiry.pk))
    return enquiry


@transaction.atomic
def withdraw_enquiry(enquiry: Enquiry, *, by: User) -> Enquiry:
    """Take a question back before it is answered. Twice is once."""
    enquiry = _locked(enquiry)
    if enquiry.answered_at is not None:
        raise NotAllowed(_("This question has been answered meanwhile. The answer is on this page."))
    if enquiry.withdrawn_at is None:
        enquiry.withdrawn_at = clock.now()
        enquiry.save(update_fields=["withdrawn_at"])
        audit.record(enquiry.application, "enquiry withdrawn", by=by, source=str(enquiry.pk))
    return enquiry


@transaction.atomic
def answer_enquiry(enquiry: Enquiry, answer: str, *, by: User) -> Enquiry:
    """Answer once; whoever asked and the lead are told. Raises NotAllowed once it is answered or taken back."""
    enquiry = _locked(enquiry)
    if enquiry.answered_at is not None:
        raise NotAllowed(_("Somebody has answered this question already. Load the page again."))
    if enquiry.withdrawn_at is not None:
        raise NotAllowed(_("The city has taken this question back."))
    enquiry.answer, enquiry.answered_by, enquiry.answered_at = answer, by, clock.now()
    enquiry.save(update_fields=["answer", "answered_by", "answered_at"])
    application = enquiry.application
    audit.record(application, "enquiry answered", by=by, source=str(enquiry.pk))
    link = reverse("applications:enquiries", args=[application.reference])
    context: dict[str, Any] = {"enquiry": enquiry, "application": application, "link": link}
    for person in _readers(enquiry):
        notify("enquiry_answered", to=person, about=application, context=context, occurrence=str(enquiry.pk))
    return enquiry


def _readers(enquiry: Enquiry) -> list[User]:
    """Who asked, as long as they act for the city, and the lead."""
    city = enquiry.application.city
    asker = enquiry.asked_by if membership.roles_of(city, enquiry.asked_by) else None
    return list(dict.fromkeys(person for person in (asker, membership.lead_of(city)) if person is not None))


def _locked(enquiry: Enquiry) -> Enquiry:
    rows = Enquiry.objects.select_for_update(of=("self",)).select_related("application__city", "asked_by")
    return rows.get(pk=enquiry.pk)
