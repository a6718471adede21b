from django.urls import path

from cda_portal.website import views

app_name = "website"
urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("call/", views.TheCall.as_view(), name="call"),
    path("privacy/", views.ShortPage.as_view(text="privacy"), name="privacy"),
    path("accessibility/", views.ShortPage.as_view(text="accessibility"), name="accessibility"),
    path("contact/", views.ShortPage.as_view(text="contact"), name="contact"),
]
