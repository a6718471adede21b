"""What reviewers read before their first application: staff write it, in each language."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from applications import call_states, call_texts
from applications.models import Call
from cda_portal.accounts.models import User
from cda_portal.core import audit, clock
from selection.content import guide as default
from selection.models import ReviewGuide
from selection.services.errors import NotAllowed, Stale
from selection.services.setup_rubric import locked_call

TEXTS = ("confidentiality", "readers", "guide", "practice_title", "practice")


@transaction.atomic
def ensure_guide(call: Call, *, by: User | None = None) -> ReviewGuide:
    """The call's guide; a call without one gets the default, which is to be confirmed."""
    call = locked_call(call)
    if there := ReviewGuide.objects.filter(call=call).first():
        return there
    now = clock.now().isoformat()
    texts = {name: getattr(default, name.upper()) for name in TEXTS}
    stamps = {name: dict.fromkeys(words, now) for name, words in texts.items()}
    guide = ReviewGuide.objects.create(call=call, practice_scores=default.PRACTICE_SCORES, stamps=stamps, **texts)
    audit.record(guide, "guide made", by=by)
    return guide


def _locked(call: Call) -> ReviewGuide:
    locked_call(call)
    guide = ReviewGuide.objects.select_for_update(no_key=True).filter(call=call).first()
    if guide is None:
        raise NotAllowed(_("This call has no guide yet. Begin one first."))
    return guide


@transaction.atomic
def write_text(
    call: Call, name: str, words: call_texts.Words, *, was: str, by: User, fits: Iterable[str] = ()
) -> ReviewGuide:
    """Save one text in all languages. Another confidentiality text gets a number: reviewers agree to it anew.

    Raises Stale when the text is not what the page was loaded with (`was` is its mark).
    """
    guide = _locked(call)
    before: call_texts.Words = getattr(guide, name)
    if call_states.mark(before) != was:
        raise Stale(_("Somebody saved this while you were writing."), current=guide, mine=words)
    now = clock.now().isoformat()
    stamps = call_texts.stamped(guide.stamps.get(name, {}), before, words, now, confirmed=fits)
    guide.stamps = {**guide.stamps, name: stamps}
    if name == "confidentiality" and words != before:
        guide.version += 1
    setattr(guide, name, words)
    guide.save(update_fields=[name, "stamps", "version", "updated_at"])
    audit.record(guide, "guide changed", by=by, target=name)
    return guide


@transaction.atomic
def write_scores(call: Call, scores: dict[str, Any], *, was: str, by: User) -> ReviewGuide:
    """Save what the practice case should get and why, by the criteria's keys; other keys stay, one without a score goes."""
    guide = _locked(call)
    if call_states.mark(guide.practice_scores) != was:
        raise Stale(_("Somebody saved this while you were writing."), current=guide, mine=scores)
    together = {**guide.practice_scores, **scores}
    guide.practice_scores = {key: told for key, told in together.items() if told["score"] is not None}
    guide.save(update_fields=["practice_scores", "updated_at"])
    audit.record(guide, "guide changed", by=by, target="practice_scores")
    return guide


@transaction.atomic
def confirm_guide(call: Call, *, by: User, confirmed: bool = True) -> ReviewGuide:
    """Say that the programme team stands by it, or that it does not yet."""
    guide = _locked(call)
    if guide.to_be_confirmed == confirmed:
        guide.to_be_confirmed = not confirmed
        guide.save(update_fields=["to_be_confirmed", "updated_at"])
        audit.record(guide, "guide confirmed" if confirmed else "guide to be confirmed", by=by)
    return guide
