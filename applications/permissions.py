"""Who may do what here. Rows come through `visible_to`; each answer is one expression, False when in doubt."""

from datetime import datetime

from applications.models import Application, EligibilityCheck, Enquiry, InterestForm
from cda_portal.accounts.models import User
from cda_portal.core.models import Comment

WRITERS = frozenset({"lead", "deputy", "member"})
SENDERS = frozenset({"lead", "deputy"})
DECIDERS = frozenset({"officer", "approver"})
PREPARERS = frozenset({"lead", "deputy", "office"})  # of the mayor's endorsement; the office prepares and never signs


def _roles(application: Application) -> frozenset[str]:
    """This person's roles in the city, as `for_page(user)` loaded them."""
    return frozenset(getattr(application, "my_roles", ()))


def closes(application: Application) -> datetime:
    """The city's own deadline: the call's, unless an extension is later. Needs `for_page`."""
    own = getattr(application, "own_closes", None)
    return max(own, application.call.application_closes) if own else application.call.application_closes


def can_write_answers(user: User, application: Application) -> bool:
    """Whether writing is this person's part at all; `can_edit_application` adds that it is not too late."""
    return bool(_roles(application) & WRITERS)


def is_open(application: Application, at: datetime) -> bool:
    """Whether answers may still change: a draft, or one that was sent, until its own deadline and the grace are over."""
    changeable = application.status in (Application.Status.DRAFT, Application.Status.SUBMITTED)
    return changeable and at <= closes(application) + application.call.grace


def can_edit_application(user: User, application: Application, at: datetime) -> bool:
    return is_open(application, at) and can_write_answers(user, application)


def can_submit_application(user: User, application: Application) -> bool:
    return bool(_roles(application) & SENDERS)


def can_withdraw(user: User, application: Application) -> bool:
    """Whether withdrawing, and taking that back, is this person's part at all."""
    return "lead" in _roles(application)


def can_answer_for_place(user: User, application: Application) -> bool:
    """Confirm a selected city's place, or give it up: whether it is this person's part at all."""
    return bool(_roles(application) & SENDERS)


def can_answer_clarifications(user: User, application: Application) -> bool:
    return bool(_roles(application) & WRITERS)


def can_ask_city(user: User) -> bool:
    """Whether this person puts questions to a city about its application, and takes them back."""
    return bool(user.roles & DECIDERS)


def can_read_answers(user: User, application: Application) -> bool:
    """Staff read what was sent; what a city has not sent yet is the city's own."""
    return bool(_roles(application)) or (user.is_programme_staff and application.submitted_at is not None)


def can_manage_team(user: User, application: Application) -> bool:
    """Invite, let in, change roles, let go."""
    return bool(_roles(application) & SENDERS)


def can_hand_over(user: User, application: Application) -> bool:
    return "lead" in _roles(application)


def can_talk(user: User, application: Application) -> bool:
    """Remarks among colleagues and questions to staff: whoever acts for the city."""
    return bool(_roles(application))


def can_withdraw_enquiry(user: User, enquiry: Enquiry) -> bool:
    """Whoever asked, and the lead and deputies; `for_page(user)` has loaded the application."""
    return enquiry.asked_by_id == user.pk or bool(_roles(enquiry.application) & SENDERS)


def can_change_comment(user: User, comment: Comment) -> bool:
    return comment.by_id == user.pk


def can_answer_enquiries(user: User) -> bool:
    return bool(user.roles & DECIDERS)


def can_settle_files(user: User) -> bool:
    """Delete the content of a hidden file, or show it again."""
    return bool(user.roles & DECIDERS)


def can_see_draft_form(user: User | None, check: EligibilityCheck, pending_key: str) -> bool:
    """Whoever wrote the interest form kept with a check: this session, or the person with its address."""
    kept = check.interest or {}
    mine = user is not None and (kept.get("user") == user.pk or str(kept.get("email", "")).lower() == user.email)
    return check.interest is not None and (pending_key == check.key or mine)


def can_see_staff_pages(user: User) -> bool:
    return user.is_programme_staff


def can_decide_form(user: User, form: InterestForm) -> bool:
    return bool(user.roles & DECIDERS)


def can_answer_form(user: User, form: InterestForm) -> bool:
    return form.sender_id == user.pk


def can_keep_desk(user: User) -> bool:
    """Owner, tags, follow-up and internal notes of what this person can see."""
    return bool(user.roles & DECIDERS)


def can_change_note(user: User, note: Comment) -> bool:
    return note.removed_at is None and can_put_note_back(user, note)


def can_put_note_back(user: User, note: Comment) -> bool:
    return note.by_id == user.pk and can_keep_desk(user)


def can_set_finding(user: User) -> bool:
    return bool(user.roles & DECIDERS)


def can_share_view(user: User) -> bool:
    return bool(user.roles & DECIDERS)


def can_prepare_endorsement(user: User, application: Application) -> bool:
    return bool(_roles(application) & PREPARERS)


def can_sign_endorsement(user: User | None, application: Application) -> bool:
    """Whoever holds the link, but for those who prepare it. Needs `for_page` of who is signed in."""
    mine = _roles(application)
    return user is None or not mine & PREPARERS or "mayor" in mine


def can_refuse_letter(user: User, application: Application) -> bool:
    return bool(user.roles & DECIDERS)


def can_export(user: User) -> bool:
    """Take lists away as a sheet; observers read them here."""
    return bool(user.roles & DECIDERS)


def can_edit_calls(user: User) -> bool:
    """Officers and approvers change calls; observers read them."""
    return bool(user.roles & DECIDERS)
