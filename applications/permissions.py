"""Who may do what here. Rows come through `visible_to`; each answer is one expression, False when in doubt."""

from datetime import datetime

from applications.models import Application, EligibilityCheck, InterestForm
from cda_portal.accounts.models import User

WRITERS = frozenset({"lead", "deputy", "member"})
SENDERS = frozenset({"lead", "deputy"})
DECIDERS = frozenset({"officer", "approver"})


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


def can_edit_application(user: User, application: Application, at: datetime) -> bool:
    in_time = at <= closes(application) + application.call.grace
    return application.status == Application.Status.DRAFT and in_time and can_write_answers(user, application)


def can_submit_application(user: User, application: Application) -> bool:
    return bool(_roles(application) & SENDERS)


def can_read_answers(user: User, application: Application) -> bool:
    """Staff read what was sent; what a city has not sent yet is the city's own."""
    return bool(_roles(application)) or (user.is_programme_staff and application.submitted_at is not None)


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
