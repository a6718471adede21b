"""Staff: the lists of a call's forms and applications. Call, filters, order and page stand in the address."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib.auth.mixins import UserPassesTestMixin
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy
from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import pgettext
from django_filters.views import FilterView

from applications import permissions
from applications.forms.staff_lists import ApplicationFilters, CityFilters, InterestFilters
from applications.lists import application_rows, form_rows
from applications.models import Application, Call, InterestForm
from applications.views.staff_acts import ACTS
from cda_portal.accounts.models import named
from cda_portal.core import clock
from cda_portal.core.models import SavedView
from cda_portal.core.requests import Request
from cda_portal.core.text import say


class StaffOnly(UserPassesTestMixin):
    """Programme staff; everybody else gets 403, as they do for the actions."""

    raise_exception = True
    request: Request

    def test_func(self) -> bool:
        return permissions.can_see_staff_pages(self.request.user)


def calls_for(request: Request, *read: str) -> tuple[Call | None, list[dict[str, Any]]]:
    """The call that was asked for, as `Call.objects.chosen`, and the calls to choose between as links: one query.

    No links where there is no choice. `read`: the fields that are needed of the call beside what tells it apart.
    """
    published = Call.objects.filter(published_at__lte=clock.now()).order_by("-programme_start", "-pk")
    calls = list(published.only("slug", "title", "archived_at", *read))
    named = [call for call in calls if call.slug == request.GET.get("call")]
    chosen = next(iter([*named, *(call for call in calls if call.archived_at is None)]), None)
    if len(calls) < 2:
        return chosen, []
    links = [
        {
            "label": say(call.title) or call.slug,
            "href": f"{request.path}?call={call.slug}",
            "current": call == chosen,
        }
        for call in calls
    ]
    return chosen, links


def listed(model: Any, user: Any, slug: str) -> QuerySet[Any]:
    """The rows of a list before they are narrowed: of the call that was asked for, without conflicts."""
    return model.objects.visible_to(user).filter(call=Call.objects.chosen(slug)).with_open_question()


def plain_query(given: QueryDict, names: Iterable[str]) -> str:
    """What of an address says which rows are listed and in what order, always in the same order of words."""
    known = {*names, "sort", "call"}
    kept = QueryDict(mutable=True)
    for name in sorted(known & given.keys()):
        if value := given[name].replace("\x00", "").strip():
            kept[name] = value
    return kept.urlencode()


CITY = ("language", "status", "findings", "city__name", "city__region", "city__country")


class CallList(StaffOnly, FilterView):
    """A list of one call's rows."""

    paginate_by = 50
    model: Any = None
    page = ""  # its address by name
    kind = ""
    filterset_class: type[CityFilters]
    sorts: dict[str, str] = {}
    default_sort = ""
    read: tuple[str, ...] = ()  # what the rows print: half the columns are not asked for
    rows: Callable[..., list[dict[str, Any]]]

    def get_queryset(self) -> QuerySet[Any]:
        self.call, self.calls = calls_for(self.request)
        rows = self.model.objects.visible_to(self.request.user).filter(call=self.call)
        return rows.with_open_question().select_related("city").only(*self.read).order_by(*self.order())

    def sort(self) -> str:
        asked = self.request.GET.get("sort", "")
        return asked if asked.removeprefix("-") in self.sorts else self.default_sort

    def order(self) -> list[OrderBy]:
        """Rows without a value, such as drafts by day sent, come last either way."""
        sort = self.sort()
        column = F(self.sorts[sort.removeprefix("-")])
        if sort.startswith("-"):
            return [column.desc(nulls_last=True), F("pk").desc()]
        return [column.asc(nulls_last=True), F("pk").asc()]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        filters: CityFilters = context["filter"]
        names = list(filters.filters)
        return {
            **context,
            "sort": self.sort(),
            "default_sort": self.default_sort,
            "names": ["country", "status", "flag"],
            "more": filters.folded,
            "more_used": any(self.request.GET.get(name) for name in filters.folded),
            "rows": type(self).rows(context["object_list"]),
            "filtered": any(self.request.GET.get(name) for name in names),
            "call": self.call,
            "calls": self.calls,
            "asked_call": self.request.GET.get("call", ""),
            "can_export": permissions.can_export(self.request.user),
            **self.saved(plain_query(self.request.GET, names)),
            **self.bulk(),
        }

    def saved(self, query: str) -> dict[str, Any]:
        """The views that this person has here, and what is shown now as one of them or to be made one."""
        user, href = self.request.user, reverse(self.page)
        views = list(
            SavedView.objects.filter(Q(by=user) | Q(shared=True), page=self.page)
            .select_related("by")
            .only("name", "query", *named("by"))
        )
        tabs = [{"label": pgettext("list", "All"), "href": href, "current": not query}]
        tabs += [
            {
                "label": view.name if view.by_id == user.pk else f"{view.name} ({view.by})",
                "href": f"{href}?{view.query}",
                "current": view.query == query,
            }
            for view in views
        ]
        return {
            "views": tabs if views else [],
            "query": query,
            "own_view": next((one for one in views if one.query == query and one.by_id == user.pk), None),
            "can_save": bool(query) and not any(one.query == query for one in views),
            "list_kind": self.kind,
        }

    def bulk(self) -> dict[str, Any]:
        if not permissions.can_keep_desk(self.request.user):
            return {"acts": []}
        return {
            "acts": [(act.key, act.label) for act in ACTS[self.kind]],
            "bulk_url": reverse("applications:staff-bulk", args=[self.kind]),
        }


class ApplicationList(CallList):
    model = Application
    page = "applications:staff-applications"
    kind = "application"
    filterset_class = ApplicationFilters
    template_name = "applications/staff_applications.html"
    sorts = {"city": "city__name_folded", "population": "city__population", "status": "status", "sent": "submitted_at"}
    read = (*CITY, "reference", "submitted_at", "late", "city__population")
    default_sort = "-sent"
    rows = staticmethod(application_rows)


class FormList(CallList):
    model = InterestForm
    page = "applications:staff-forms"
    kind = "form"
    filterset_class = InterestFilters
    template_name = "applications/staff_forms.html"
    sorts = {"city": "city__name_folded", "population": "population", "status": "status", "received": "received_at"}
    read = (*CITY, "population", "received_at", "office_objected_at", "near_misses")
    default_sort = "-received"
    rows = staticmethod(form_rows)


LISTS: dict[str, type[CallList]] = {"form": FormList, "application": ApplicationList}
