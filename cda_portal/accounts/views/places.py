from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from cda_portal.accounts.models.place import Place

SHOWN = 10


class PlaceSearchForm(forms.Form):
    q = forms.CharField(min_length=2, max_length=80)


@login_not_required
@require_safe
@cache_control(private=True, max_age=3600)
@vary_on_headers("Cookie", "Accept-Language")
def place_search(request: HttpRequest) -> JsonResponse:
    """The type-ahead's answer: places to choose from, best first. What cannot be a name finds nothing.

    Kept by the browser alone, as the country's name is in the reader's language.
    """
    form = PlaceSearchForm(request.GET)
    if not form.is_valid():
        return JsonResponse([], safe=False)
    text = form.cleaned_data["q"]
    return JsonResponse(
        [
            {
                "id": place.pk,
                "label": place.name,
                "also": place.called(text),
                "detail": place.detail,
                "population": place.population,
                "time_zone": place.time_zone,
            }
            for place in Place.objects.search(text)[:SHOWN]
        ],
        safe=False,
    )
