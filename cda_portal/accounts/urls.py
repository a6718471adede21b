from django.urls import path

from cda_portal.accounts.views.places import place_search
from cda_portal.accounts.views.profile import ProfileUpdate

app_name = "accounts"
urlpatterns = [
    path("places/", place_search, name="place-search"),
    path("profile/", ProfileUpdate.as_view(), name="profile"),
]
