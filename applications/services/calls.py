"""A call from its first draft to the archive. Every verb locks the call, so that two people cannot both succeed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from applications import call_states, call_texts
from applications.call_states import NO_MORE, State, digest
from applications.call_texts import Words
from applications.models import Application, Call, InterestForm, Section
from applications.services import judging
from applications.services.endorsement_rule import set_endorsement_rule
from applications.services.errors import NotAllowed
from cda_portal.accounts.models import User
from cda_portal.core import audit, clock
from cda_portal.core.middleware import forget_content
from cda_portal.core.text import LangField


class Changed(NotAllowed):
    """Somebody else saved this meanwhile: `current` is the row as it is now."""

    def __init__(self, current: Any) -> None:
        super().__init__(_("Somebody saved this while you were writing."))
        self.current = current


def locked(call: Call, verb: str = "edit") -> Call:
    """The call's row, held until the transaction ends. Raises NotAllowed where its state does not allow the verb."""
    call = Call.objects.select_for_update(no_key=True, of=("self",)).select_related("copied_from").get(pk=call.pk)
    now = call_states.state(call, clock.now())
    if now not in call_states.VERBS[verb]:
        words = str(call_states.WORDS[now][0])
        raise NotAllowed(
            NO_MORE
            if now is State.ARCHIVED
            else _("This call is “%(state)s” now. Load the page again.") % {"state": words}
        )
    return call


def unchanged(obj: Any, names: Iterable[str], was: str) -> None:
    """Raise Changed unless these fields are what the page was loaded with; `was` is its digest of them."""
    if digest(obj, names) != was:
        raise Changed(obj)


@transaction.atomic
def create(values: dict[str, Any], *, by: User) -> Call:
    """A draft without a form. Raises NotAllowed where its short name is taken."""
    call = made(Call(**with_stamps(Call(), values)))
    audit.record(call, "call created", by=by)
    return call


def made(call: Call) -> Call:
    """Save a new call; of two with one short name, made at the same moment, the second is refused."""
    try:
        with transaction.atomic():
            call.save()
    except IntegrityError as error:
        raise NotAllowed(_("Another call has this short name. Choose another one.")) from error
    return call


@transaction.atomic
def write(call: Call, values: dict[str, Any], *, names: Iterable[str], was: str, by: User, act: str) -> Call:
    """Save fields of the call that one page edits. Raises Changed when `names` are not what that page was loaded with."""
    call = locked(call)
    unchanged(call, names, was)
    for name, value in values.items():
        setattr(call, name, value)
    call.save(update_fields=[*values, "updated_at"])
    audit.record(call, act, by=by)
    transaction.on_commit(forget_content)
    return call


@transaction.atomic
def write_text(call: Call, name: str, words: Words, *, was: str, fits: Iterable[str] = (), by: User) -> Call:
    """Save one text of the call in all languages; translations in `fits` still say what the source says.

    Raises Changed when the text is not what the page was loaded with (`was` is its mark).
    """
    call = locked(call)
    before = call_texts.words_of(call, name)
    if call_states.mark(before) != was:
        raise Changed(call)
    now = clock.now().isoformat()
    stamps = call_texts.stamped(call.stamps.get(name, {}), before, words, now, confirmed=fits)
    call.stamps = {**call.stamps, name: stamps}
    if name in call_texts.LINES:
        setattr(call, name, words)
    else:
        call.texts = {**call.texts, name: words}
    call.save(update_fields=["title", "summary", "texts", "stamps", "updated_at"])
    audit.record(call, "call text", by=by, target=name)
    transaction.on_commit(forget_content)
    return call


def endorsement_mark(call: Call) -> str:
    """Of what a call asks of mayors, so that nobody's change of it is overwritten unseen."""
    names = ("endorsement", "endorsement_due", "endorsement_version")
    return call_states.mark([digest(call, names), call.texts.get("endorsement")])


@transaction.atomic
def set_endorsement(call: Call, told: dict[str, Any], *, was: str, by: User) -> Call:
    """Raises Changed when somebody else set it meanwhile."""
    call = locked(call)
    if endorsement_mark(call) != was:
        raise Changed(call)
    return set_endorsement_rule(call, **told, by=by)


def with_stamps(obj: models.Model, values: dict[str, Any]) -> dict[str, Any]:
    """The values to save, with the instants of the texts among them that change."""
    stamps, now = dict(getattr(obj, "stamps", {})), clock.now().isoformat()
    for name, words in values.items():
        if isinstance(obj._meta.get_field(name), LangField):
            stamps[name] = call_texts.stamped(stamps.get(name, {}), getattr(obj, name), words, now)
    return {**values, "stamps": stamps}


@transaction.atomic
def publish(call: Call, *, by: User, why: str = "") -> Call:
    """Everybody sees it from now on. Raises NotAllowed with what it lacks."""
    call = locked(call, "publish")
    if lacking := call_states.lacking(call, Section.objects.for_form(call.pk), clock.now()):
        raise NotAllowed(_("Before it can be published: %(points)s.") % {"points": "; ".join(p.text for p in lacking)})
    return _set(call, "call published", by=by, why=why, published_at=clock.now())


@transaction.atomic
def unpublish(call: Call, *, by: User, why: str) -> Call:
    """Take it back. Only while nothing has arrived: what a city sent has to keep its call."""
    call = locked(call, "unpublish")
    if InterestForm.objects.filter(call=call).exists() or Application.objects.filter(call=call).exists():
        raise NotAllowed(_("Cities have written for this call, so it stays published. Close it instead."))
    return _set(call, "call unpublished", by=by, why=why, published_at=None)


@transaction.atomic
def close(call: Call, *, by: User, why: str) -> Call:
    """End every window now that is not over yet. Extensions stay, and so do the minutes of grace."""
    call, now = locked(call, "close"), clock.now()
    dates: dict[str, datetime] = {}
    for window in ("interest", "application"):
        if getattr(call, f"{window}_closes") > now:
            dates[f"{window}_closes"] = now
            # A window that had not begun yet keeps a length, which the database asks for.
            dates[f"{window}_opens"] = min(getattr(call, f"{window}_opens"), now - timedelta(seconds=1))
    return _set(call, "call closed", by=by, why=why, **dates)


@transaction.atomic
def reopen(call: Call, *, interest_closes: datetime | None, application_closes: datetime, by: User, why: str) -> Call:
    """Open it again until new dates; the interest form stays closed without one of its own."""
    call, now = locked(call, "reopen"), clock.now()
    if application_closes <= now or (interest_closes is not None and interest_closes <= now):
        raise NotAllowed(_("Give dates in the future."))
    dates = {"application_closes": application_closes}
    if interest_closes is not None:
        dates["interest_closes"] = interest_closes
    return _set(call, "call reopened", by=by, why=why, **dates)


@transaction.atomic
def archive(call: Call, *, by: User, why: str) -> Call:
    return _set(locked(call, "archive"), "call archived", by=by, why=why, archived_at=clock.now())


@transaction.atomic
def unarchive(call: Call, *, by: User, why: str) -> Call:
    return _set(locked(call, "unarchive"), "call unarchived", by=by, why=why, archived_at=None)


def _set(call: Call, act: str, *, by: User, why: str, **fields: Any) -> Call:
    """The caller holds the row's lock."""
    now = clock.now()
    source = call_states.state(call, now)
    for name, value in fields.items():
        setattr(call, name, value)
    call.save(update_fields=[*fields, "updated_at"])
    audit.record(call, act, by=by, source=source, target=call_states.state(call, now), why=why)
    transaction.on_commit(forget_content)
    return call


@transaction.atomic
def judge_again(call: Call, *, by: User) -> int:
    """Judge every form by the call's rules of today; how many have other findings now.

    What staff have set by hand stays. The application of a form carries its findings.
    """
    changed = 0
    for form in InterestForm.objects.filter(call=call).order_by("pk"):
        if form.findings != judging.judge(form).findings:
            audit.record(form, "judged again", by=by)
            changed += 1
    audit.record(call, "findings judged again", by=by, target=str(changed))
    return changed
