from typing import Any

from django.contrib.auth.mixins import UserPassesTestMixin
from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_GET
from django.views.generic import ListView, TemplateView

from cda_portal.accounts import permissions
from cda_portal.accounts.models import CityMember
from cda_portal.core import registry
from cda_portal.core.access import check as allow
from cda_portal.core.models import Change
from cda_portal.core.requests import Request
from cda_portal.dashboards import audit
from cda_portal.dashboards import search as searching
from cda_portal.dashboards.waiting import waiting_for

URGENCY = {"warn": 0, "act": 1, "": 2}


class Home(TemplateView):
    """What this person should do next, said by every app; for roles whose work comes later, when it comes."""

    template_name = "dashboards/home.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        cards = [card for cards in registry.contributions("home") for card in cards(user)]
        city_roles = set(CityMember.objects.active().filter(user=user).values_list("role", flat=True))
        return super().get_context_data(
            **kwargs,
            cards=sorted(cards, key=lambda card: URGENCY.get(card.kind, 2)),
            waiting=waiting_for(user.roles | city_roles),
            is_new=not (cards or city_roles or user.roles),
        )


class AuditPage(UserPassesTestMixin, ListView):
    """Who did what, when and why, for programme staff."""

    raise_exception = True
    paginate_by = 50
    template_name = "dashboards/audit.html"

    def test_func(self) -> bool:
        return permissions.can_see_audit(self.request.user)

    def get_queryset(self) -> QuerySet[Change]:
        self.filters = audit.AuditFilters(self.request.GET)
        return audit.listed(self.request.user, self.filters.chosen)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        chosen = self.filters.chosen
        return {
            **context,
            "filters": self.filters,
            "chosen": chosen,
            "lines": audit.lines(context["object_list"]),
            "query": self.request.GET.urlencode(),
        }


@require_GET
def search(request: Request) -> HttpResponse:
    """Staff's search over cities, people, forms, applications and calls."""
    allow(request.user.is_programme_staff)
    words = searching.words_of(request.GET.get("q", ""))
    kind = request.GET.get("kind", "")
    kind = kind if kind in searching.KINDS else ""
    again = QueryDict(mutable=True)
    again["q"] = words
    context = {
        "words": words,
        "asked": request.GET.get("q", "").replace("\x00", "")[: searching.LONGEST],
        "kind": kind,
        "all_query": again.urlencode(),
        "groups": searching.groups(request.user, words, kind) if words else [],
    }
    return render(request, "dashboards/search.html", context)
