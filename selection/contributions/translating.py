"""Translations and the sheets of selection, in shared places; core.registry lists the kinds."""

from collections.abc import Callable

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from applications.models import Call
from cda_portal.accounts.permissions import no_new_conflict
from cda_portal.core.exports import Export
from cda_portal.core.jobs import JobKind
from cda_portal.core.models import Job
from selection import permissions
from selection.services import translating_machine

HOME = "selection:overview"
Page = Callable[[QueryDict], str]


def exported_lists() -> list[Export]:
    return [
        _export(
            "ranking",
            gettext_lazy("Ranking"),
            gettext_lazy("One row for each application that is ranked, with the mean of each criterion."),
            _of("round", "ranking"),
        ),
        _export(
            "reviews",
            gettext_lazy("Reviews"),
            gettext_lazy(
                "One row for each review that counts, with its scores and its comments to the panel and for the city. "
                "Private notes are in no list."
            ),
            _board,
        ),
        _export(
            "assignments",
            gettext_lazy("Assignments"),
            gettext_lazy("One row for each application that a reviewer has or had to read, and how far it is."),
            _board,
        ),
        _export(
            "conflicts",
            gettext_lazy("Conflicts"),
            gettext_lazy("One row for each conflict with a city of the call."),
            _of_call("conflicts"),
        ),
        _export(
            "scenario",
            gettext_lazy("Scenario"),
            gettext_lazy("One row for each application of the scenario: where it stands and why."),
            _of("scenario", "scenario"),
            module="exports_choosing",
        ),
        _export(
            "decisions",
            gettext_lazy("Decisions"),
            gettext_lazy(
                "One row for each decision, with the reason and what the city reads. That you take decisions that are "
                "not released is recorded."
            ),
            _of("release", "release"),
            module="exports_choosing",
        ),
        _export(
            "translations",
            gettext_lazy("Texts to translate"),
            gettext_lazy(
                "One row for each text and language. Translators fill in the last column; the other columns stay as "
                "they are. Save it as CSV in UTF-8 to import it."
            ),
            _of_call("translations"),
            module="exports_translations",
            option=gettext_lazy("Only texts that nobody has translated yet"),
        ),
    ]


def _export(
    name: str,
    label: str | Promise,
    text: str | Promise,
    page: Page,
    *,
    module: str = "exports",
    option: str | Promise = "",
) -> Export:
    return Export(
        name,
        label,
        permissions.can_export,
        f"selection.{module}.{name}",
        HOME,
        text=text,
        option=option,
        still=no_new_conflict,
        page=page,
    )


def _of(parameter: str, page: str) -> Page:
    """The page about what the filter names; "" where it names nothing."""

    def address(filters: QueryDict) -> str:
        text = filters.get(parameter, "")
        return reverse(f"selection:{page}", args=[int(text)]) if text.isdecimal() and len(text) < 10 else ""

    return address


def _board(filters: QueryDict) -> str:
    """A round's board as it was filtered."""
    address = _of("round", "round-board")(filters)
    shown = QueryDict(mutable=True)
    shown.update({"tab": "applications", "show": filters.get("show", "")})
    return f"{address}?{shown.urlencode()}" if address and shown["show"] else address


def _of_call(page: str) -> Page:
    def address(filters: QueryDict) -> str:
        call = Call.objects.chosen(filters.get("call", ""))
        return reverse(f"selection:{page}", args=[call.slug]) if call else ""

    return address


def job_kinds() -> list[JobKind]:
    return [
        JobKind(
            translating_machine.KIND,
            label=lambda _job: _("Machine translation"),
            run="selection.translating_job.run",
            may_see=lambda user, _job: permissions.can_set_up(user),
            page=_page,
        )
    ]


def _page(job: Job) -> str:
    return _of_call("translations")(QueryDict(f"call={job.parameters['slug']}"))


def acts() -> dict[str, str | Promise]:
    return {
        "translations kept: human": gettext_lazy("Translations by people imported"),
        "translations kept: machine": gettext_lazy("Machine translations added"),
        "machine translation ran": gettext_lazy("Machine translation ran"),
        "machine translation started": gettext_lazy("Texts sent to the machine translator"),
    }
