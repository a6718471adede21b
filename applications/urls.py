from django.urls import path

from applications.views import answers, apply, eligibility, interest, staff

app_name = "applications"
urlpatterns = [
    path("eligibility/", eligibility.start, name="eligibility"),
    path("eligibility/which/", eligibility.which, name="eligibility-which"),
    path("eligibility/unlisted/", eligibility.unlisted, name="eligibility-unlisted"),
    path("eligibility/<str:key>/term/", eligibility.term, name="eligibility-term"),
    path("eligibility/<str:key>/readiness/", eligibility.readiness, name="eligibility-readiness"),
    path("eligibility/<str:key>/", eligibility.result, name="eligibility-result"),
    path("interest/not-us/<str:token>/", interest.not_us, name="interest-not-us"),
    path("interest/form/<int:pk>/", interest.detail, name="interest-detail"),
    path("interest/form/<int:pk>/answer/", interest.answer, name="interest-answer"),
    path("interest/<str:key>/", interest.write, name="interest-write"),
    path("interest/<str:key>/send/", interest.send, name="interest-send"),
    path("apply/", apply.start, name="apply"),
    path("apply/<str:reference>/", apply.home, name="application-home"),
    path("apply/<str:reference>/check/", apply.check_answers, name="application-check"),
    path("apply/<str:reference>/submit/", apply.submit, name="application-submit"),
    path("apply/<str:reference>/status/", apply.status, name="application-status"),
    path("apply/<str:reference>/section/<slug:section>/", answers.section, name="application-section"),
    path("apply/<str:reference>/answer/<int:pk>/", answers.save_answer, name="application-answer"),
    path("apply/<str:reference>/file/<int:pk>/", answers.file, name="application-file"),
    path("apply/<str:reference>/file/<int:pk>/remove/", answers.remove_file, name="application-file-remove"),
    path("staff/", staff.board, name="staff-board"),
    path("staff/forms/", staff.FormList.as_view(), name="staff-forms"),
    path("staff/forms/<int:pk>/", staff.form_page, name="staff-form"),
    path("staff/forms/<int:pk>/ask/", staff.ask, name="staff-form-ask"),
    path("staff/forms/<int:pk>/invite/", staff.invite, name="staff-form-invite"),
    path("staff/forms/<int:pk>/decline/", staff.decline, name="staff-form-decline"),
    path("staff/forms/<int:pk>/reopen/", staff.reopen, name="staff-form-reopen"),
    path("staff/applications/", staff.ApplicationList.as_view(), name="staff-applications"),
    path("staff/applications/<str:reference>/", staff.application_page, name="staff-application"),
]
