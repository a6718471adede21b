"""The path from the interest form to the submission, in shared places."""

import logging
from datetime import timedelta
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, F, Max, OuterRef, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from applications import services
from applications.models import Application, Clarification, EligibilityCheck, InterestForm, JoinRequest, Submission
from applications.services.check import PENDING
from applications.steps import status_words
from cda_portal.accounts.models import CityMember, Invitation, User
from cda_portal.core.registry import Card, Link
from cda_portal.notifications.kinds import Kind, Priority

log = logging.getLogger(__name__)


def message_kinds() -> list[Kind]:
    sender = _("You get this because you sent an interest form for your city.")
    return [
        Kind("interest_received", _("Interest form received"), Priority.RECEIPT, why=sender),
        Kind(
            "interest_office",
            _("Interest form: the mayor’s office is told"),
            Priority.RECEIPT,
            lasts=timedelta(days=60),
            inbox=False,
            why=_("You get this because somebody gave this address as that of the mayor’s office."),
        ),
        Kind(
            "interest_question",
            _("Question about an interest form"),
            Priority.RECEIPT,
            why=sender,
            still_wanted=_question_is_open,
        ),
        Kind("invited", _("Invitation to apply"), Priority.DECISION, why=sender),
        Kind("interest_declined", _("Interest form declined"), Priority.DECISION, why=sender),
        Kind(
            "application_receipt",
            _("Application received"),
            Priority.RECEIPT,
            why=_("You get this because you sent your city’s application."),
        ),
    ]


def acts() -> dict[str, str | Promise]:
    return {
        "interest received": _("Interest form received"),
        "interest form": _("Interest form"),
        "mayor's office objected": _("The mayor’s office said: not us"),
        "question asked": _("Question asked"),
        "question answered": _("Question answered"),
        "application begun": _("Application begun"),
        "application": _("Application"),
    }


def _question_is_open(form: InterestForm) -> bool:
    return form.clarifications.open().exists()


def hidden_messages(user: User) -> Q:
    """Mails about a form or an application of a city that this person conflicts with."""
    hidden = Q(pk__in=[])
    for model in (InterestForm, Application, JoinRequest, Invitation):
        ids = model.objects.filter(city__conflicts__user=user).values("pk")
        hidden |= Q(object_type=ContentType.objects.get_for_model(model), object_id__in=ids)
    return hidden


def navigation(user: User) -> list[Link]:
    if user.is_programme_staff:
        return [
            Link(_("Board"), reverse("applications:staff-board"), area="staff", place=10),
            Link(_("Interest forms"), reverse("applications:staff-forms"), area="staff", place=11),
            Link(_("Applications"), reverse("applications:staff-applications"), area="staff", place=12),
        ]
    return [Link(_("Apply"), reverse("applications:apply"), place=10)]


def home(user: User) -> list[Card]:
    return _staff_cards(user) if user.is_programme_staff else [*_form_cards(user), *_application_cards(user)]


def _staff_cards(user: User) -> list[Card]:
    forms = InterestForm.objects.visible_to(user).filter(status=InterestForm.Status.RECEIVED)
    open_question = Exists(Clarification.objects.open().filter(form=OuterRef("pk")))
    counts = forms.aggregate(
        waiting=Count("pk", filter=~open_question), objected=Count("pk", filter=Q(office_objected_at__isnull=False))
    )
    cards = []
    href = reverse("applications:staff-forms")
    if waiting := counts["waiting"]:
        title = ngettext(
            "%(count)d interest form waits for a decision", "%(count)d interest forms wait for a decision", waiting
        )
        cards.append(
            Card(
                title % {"count": waiting},
                _("Ask, invite or decline."),
                _("See interest forms"),
                f"{href}?status=received",
                kind="act",
            )
        )
    if objected := counts["objected"]:
        title = ngettext("A mayor’s office says: not us", "%(count)d mayors’ offices say: not us", objected)
        cards.append(
            Card(
                title % {"count": objected},
                _("Find out who speaks for the city before you decide."),
                _("See them"),
                f"{href}?flag=objected",
                kind="warn",
            )
        )
    return cards


def _form_cards(user: User) -> list[Card]:
    cards = []
    for form in (
        InterestForm.objects.visible_to(user)
        .filter(status=InterestForm.Status.RECEIVED)
        .with_open_question()
        .select_related("city")
    ):
        asked = form.has_open_question  # type: ignore[attr-defined]  # annotated
        text = _("We have a question for you.") if asked else _("Received. We read it and write to you.")
        act = _("Answer the question") if asked else _("See the interest form")
        cards.append(Card(str(form.city), text, act, form.get_absolute_url(), kind="act" if asked else ""))
    pending = EligibilityCheck.objects.open().filter(interest__email=user.email)
    for check in pending[:3]:
        cards.append(
            Card(
                check.name,
                _("This interest form is written and not sent."),
                _("Send it"),
                reverse("applications:interest-send", args=[check.key]),
                kind="act",
            )
        )
    return cards


def _application_cards(user: User) -> list[Card]:
    cards = []
    mine = CityMember.objects.active().filter(user=user).values("city")
    for application in Application.objects.visible_to(user).filter(city__in=mine).for_page(user).with_open_question():
        if application.status == Application.Status.DRAFT:
            cards.append(
                Card(
                    str(application.city),
                    _("Your application is a draft."),
                    _("Go on with the application"),
                    application.get_absolute_url(),
                    kind="act",
                )
            )
        else:
            href = reverse("applications:application-status", args=[application.reference])
            asked = application.has_open_question  # type: ignore[attr-defined]  # annotated
            place = application.status == Application.Status.SELECTED
            act = _("Confirm the place") if place and not asked else _("See the status")
            kind = "act" if asked or place else ""
            cards.append(Card(str(application.city), status_words(application), act, href, kind=kind))
    return cards


def address_verified(user: User, session: Any) -> None:
    """The interest form that waited in this session for the address is received now."""
    key = session.get(PENDING)
    waiting = (
        EligibilityCheck.objects.open().filter(key=key, interest__isnull=False)
        if key
        else EligibilityCheck.objects.none()
    )
    check = waiting.select_related("call", "place").first()
    if check is None:
        return
    try:
        services.receive(check, by=user)
        del session[PENDING]
    except services.NotAllowed as error:
        # The page they land on tells them: the form of another person of their city stands already.
        log.info("interest form not received: %s", type(error).__name__)


def demo(seed: int) -> None:
    import_string("applications.demo.make.make")(seed)  # by name: what serves pages does not load its texts


def invariants() -> dict[str, int]:
    numbered = Submission.objects.values("application").annotate(count=Count("pk"), last=Max("number"))
    return {
        "a submitted application has a submission": Application.objects.submitted().filter(submissions=None).count(),
        "a draft has no submission": Application.objects.filter(status=Application.Status.DRAFT)
        .exclude(submissions=None)
        .count(),
        "submissions are numbered without gaps": numbered.exclude(count=F("last")).count(),
        "an invited form has an application": InterestForm.objects.filter(
            status=InterestForm.Status.INVITED, applications=None
        ).count(),
        "an application belongs to the city and call of its form": Application.objects.exclude(form=None)
        .exclude(form__city=F("city"), form__call=F("call"))
        .count(),
    }
