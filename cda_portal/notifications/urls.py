from django.urls import path

from cda_portal.notifications import views

app_name = "notifications"
urlpatterns = [
    path("inbox/", views.Inbox.as_view(), name="inbox"),
    path("inbox/read/", views.inbox_read, name="inbox-read"),
    path("inbox/<int:pk>/read/", views.notice_read, name="notice-read"),
    path("inbox/<int:pk>/acknowledge/", views.notice_acknowledge, name="notice-acknowledge"),
    path("mail/stop/<str:token>/", views.stop, name="stop"),
    path("staff/messages/", views.MessageList.as_view(), name="message-list"),
    path("staff/messages/release/", views.messages_release, name="messages-release"),
    path("staff/messages/<int:pk>/", views.MessageDetail.as_view(), name="message-detail"),
    path("staff/messages/<int:pk>/mail/", views.message_mail, name="message-mail"),
    path("staff/messages/<int:pk>/resend/", views.message_resend, name="message-resend"),
    path("staff/messages/<int:pk>/arrived/", views.message_arrived, name="message-arrived"),
    path("staff/messages/<int:pk>/cancel/", views.message_cancel, name="message-cancel"),
]
