from django.urls import path

from cda_portal.accounts.views import invitations, people
from cda_portal.accounts.views.places import place_search
from cda_portal.accounts.views.profile import ProfileUpdate

app_name = "accounts"
urlpatterns = [
    path("places/", place_search, name="place-search"),
    path("profile/", ProfileUpdate.as_view(), name="profile"),
    path("invitation/<str:token>/", invitations.answer, name="invitation"),
    path("staff/people/", people.PeopleList.as_view(), name="people"),
    path("staff/people/invite/", invitations.invite, name="people-invite"),
    path("staff/people/invitations/", invitations.listed, name="people-invitations"),
    path("staff/people/invitations/<int:pk>/resend/", invitations.resend, name="people-invitation-resend"),
    path("staff/people/invitations/<int:pk>/revoke/", invitations.revoke, name="people-invitation-revoke"),
    path("staff/people/<int:pk>/", people.person_page, name="person"),
    path("staff/people/<int:pk>/grant/", people.grant, name="person-grant"),
    path("staff/people/<int:pk>/end-role/", people.end_role, name="person-end-role"),
    path("staff/people/<int:pk>/deactivate/", people.deactivate, name="person-deactivate"),
    path("staff/people/<int:pk>/reactivate/", people.reactivate, name="person-reactivate"),
    path("staff/people/<int:pk>/second-factor/", people.reset_second_factor, name="person-second-factor"),
    path("staff/people/<int:pk>/sessions/", people.end_sessions, name="person-sessions"),
]
