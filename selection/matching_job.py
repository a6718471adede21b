"""The matching as work in the background. Only workers load this module: it needs numpy and scipy."""

from collections.abc import Iterable
from time import monotonic
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from applications.models import Application
from cda_portal.accounts.models import Profile
from cda_portal.core.jobs import Failed, Run, Told
from selection import matching
from selection import matching_inputs as inputs
from selection.matching_inputs import Given, Pair
from selection.models import ReviewRound
from selection.services import matching_plan

PARTS = 100  # the progress is told in hundredths


def run(run: Run) -> Told:
    """Keep a plan for the job's round. Nobody is given anything before somebody applies it."""
    began = monotonic()
    run.step(0, PARTS)
    round = ReviewRound.objects.filter(pk=run.job.parameters["round"]).first()
    if round is None:
        raise Failed(_("The round was deleted meanwhile."))
    given = inputs.given(round)
    if not given.applications or not given.reviewers:
        raise Failed(_("There is nothing to read in this round, or nobody to read it. Look at its reviewers."))
    found = proposed(round, given, lambda _stage, share: run.step(int(share * PARTS), PARTS))
    found["figures"]["seconds"] = rounded(monotonic() - began)
    matching_plan.propose(run.job, round, based_on=given.digest(), **found)
    # People and not applications are counted: the records of it are read by staff who may not know of all of those.
    return Told(act="matching worked out", what=str(round.pk), count=len(given.reviewers))


def rounded(value: float) -> float:
    return round(value, 6)


def proposed(round: ReviewRound, given: Given, step: matching.Step) -> dict[str, Any]:
    """The fields of a plan."""
    rows, kept = list(given.applications), kept_pairs(round, given)
    people = sorted(set(given.reviewers) | {reviewer for _application, reviewer in kept})
    minutes = inputs.minutes(rows)
    limits = [given.reviewers.get(person, 0) for person in people]
    found = matching.assign(
        fit(rows, people),
        marked(given.barred, rows, people),
        [minutes[row] for row in rows],
        given.each,
        limits,
        kept=marked(kept, rows, people),
        common=[rows.index(row) for row in given.common],
        step=step,
    )
    return {
        "pairs": [[rows[row], people[column]] for row, column in found.pairs.tolist()],
        "unmet": [
            {"application": rows[one.application], "missing": one.missing, "reason": str(one.reason)}
            for one in found.unmet
        ],
        "figures": {
            "gap": found.gap,
            "fit": rounded(found.fit),
            "reached": rounded(found.reached),
            "bound": rounded(found.bound),
            "loads": dict(zip(map(str, people), found.loads.tolist(), strict=True)),
            "limits": dict(zip(map(str, people), limits, strict=True)),
            "minutes": {str(row): minutes[row] for row in rows},
        },
    }


def kept_pairs(round: ReviewRound, given: Given) -> set[Pair]:
    """What stands whatever is found, of applications that are still read."""
    return {pair for pair, one in inputs.held(round).items() if one.stays and pair[0] in given.applications}


def marked(pairs: Iterable[Pair], rows: list[int], people: list[int]) -> matching.Flags:
    """A table of yes and no with yes for these pairs, as far as they are in it."""
    row_of, column_of = ({pk: at for at, pk in enumerate(ids)} for ids in (rows, people))
    table = np.zeros((len(rows), len(people)), dtype=bool)
    for application, person in pairs:
        if application in row_of and person in column_of:
            table[row_of[application], column_of[person]] = True
    return table


def fit(rows: list[int], people: list[int]) -> matching.Floats:
    """By the application's language and the themes of its interest form, and what each profile tells; four queries."""
    applications = Application.objects.filter(pk__in=rows)
    languages = dict(applications.values_list("pk", "language"))
    about = together(applications.filter(form__themes__isnull=False).values_list("pk", "form__themes__key"))
    profiles = Profile.objects.filter(user__in=people)
    reads = dict(profiles.values_list("user", "languages"))
    knows = together(profiles.filter(themes__isnull=False).values_list("user", "themes__key"))
    return matching.fit_matrix(
        [languages[row] for row in rows],
        [reads.get(person, []) for person in people],
        [about.get(row, set()) for row in rows],
        [knows.get(person, set()) for person in people],
    )


def together(pairs: Iterable[tuple[int, str]]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = {}
    for key, value in pairs:
        found.setdefault(key, set()).add(value)
    return found
