from typing import Any

from django.views.generic import TemplateView

from cda_portal.accounts.models import CityMember
from cda_portal.core import registry
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
