from allauth.account.decorators import secure_admin_login
from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]

urlpatterns = [
    path("", include("cda_portal.core.urls")),
    path("", include("cda_portal.notifications.urls")),
    path("", include("cda_portal.accounts.urls")),
    path("", include("applications.urls")),
    path("", include("selection.urls")),
    path("", include("cda_portal.dashboards.urls")),
    path("account/", include("cda_portal.accounts.sign_in_urls")),
    path("admin/", admin.site.urls),
    *i18n_patterns(path("", include("cda_portal.website.urls")), prefix_default_language=False),
]

handler400 = "cda_portal.core.views.bad_request"
handler403 = "cda_portal.core.views.permission_denied"
handler404 = "cda_portal.core.views.page_not_found"
handler500 = "cda_portal.core.views.server_error"
handler429 = "cda_portal.core.views.too_many_requests"
