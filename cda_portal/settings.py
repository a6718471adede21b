"""Settings from the environment, safe by default: docs/configuration is the table in README.md.

Nothing here has a value that is only good for development: what `make run` relaxes hangs on PORTAL_LOCAL.
"""

import sys
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from environs import EnvError

from cda_portal import logs
from cda_portal.environment import (
    class_path,
    env,
    identity_provider,
    is_mailbox,
    mail_server,
    parts,
    refuse,
    required,
    scanner,
)

BASE_DIR = Path(__file__).resolve().parent.parent

try:
    LOCAL = env.bool("PORTAL_LOCAL", False)
    SECRET_KEY = required("SECRET_KEY", "at least 32 random characters")
    SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
    PUBLIC_URL = required("PUBLIC_URL", "the address people open, such as https://portal.example.org").rstrip("/")
    EXTRA_HOSTS: list[str] = env.list("ALLOWED_HOSTS", [])
    DATABASE = env.dj_db_url("DATABASE_URL", required("DATABASE_URL", "a postgres:// address"))
    REDIS_URL = required("REDIS_URL", "a redis:// address")
    PORTAL_DATA = Path(env.str("PORTAL_DATA", str(BASE_DIR / "var")))
    NOW = env.datetime("PORTAL_NOW", None)
    TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", 0)
    EMAIL_URL = env.str("EMAIL_URL", "")
    DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "City Data Alliance <portal@localhost>")
    REPLY_TO_EMAIL = env.str("REPLY_TO_EMAIL", parseaddr(DEFAULT_FROM_EMAIL)[1])
    MAIL_RATE = env.int("MAIL_RATE", 600)
    SENDING_HELD = env.bool("SENDING_HELD", False)
    S3_BUCKET = env.str("S3_BUCKET", "")
    SCANNER_URL = env.str("SCANNER_URL", "")
    TRANSLATOR = class_path("TRANSLATOR", env.str("TRANSLATOR", ""))
    OIDC = {name: env.str(f"OIDC_{name}", "") for name in ("NAME", "SERVER_URL", "CLIENT_ID", "CLIENT_SECRET")}
    LOG_LEVEL = env.str("LOG_LEVEL", "INFO")
except EnvError as error:
    raise ImproperlyConfigured(f"A variable of the environment cannot be read: {error}") from error

refuse(len(SECRET_KEY) < 32, "SECRET_KEY is shorter than 32 characters: make a longer one.")
refuse(
    any(len(key) < 32 for key in SECRET_KEY_FALLBACKS), "SECRET_KEY_FALLBACKS holds a key shorter than 32 characters."
)
_public = parts(PUBLIC_URL)
refuse(
    _public.scheme not in ("http", "https") or not _public.hostname or _public.path or _public.query,
    "PUBLIC_URL must be a whole address without a path, such as https://portal.example.org.",
)
refuse(_public.scheme == "http" and not LOCAL, "PUBLIC_URL must begin with https:// unless PORTAL_LOCAL=1.")
refuse(
    any("*" in host for host in EXTRA_HOSTS),
    "ALLOWED_HOSTS must name each host: with a star, anybody's name would be taken for the portal's.",
)
refuse(
    parts(REDIS_URL).scheme not in ("redis", "rediss", "unix"),
    "REDIS_URL must be an address such as redis://host:6379/0.",
)
refuse(NOW is not None and not LOCAL, "PORTAL_NOW moves the clock in local runs only: unset it, or set PORTAL_LOCAL=1.")
refuse(NOW is not None and NOW.tzinfo is None, "PORTAL_NOW needs a zone, such as 2027-02-26T22:00:00+00:00.")
refuse(TRUSTED_PROXIES < 0, "TRUSTED_PROXIES is the number of proxies in front of the portal: 0 or more.")
refuse(MAIL_RATE < 1, "MAIL_RATE is a number of mails a minute: 1 or more. SENDING_HELD=1 holds them all.")
refuse(
    not is_mailbox(DEFAULT_FROM_EMAIL), "DEFAULT_FROM_EMAIL must be an address, such as Portal <portal@example.org>."
)
refuse(not is_mailbox(REPLY_TO_EMAIL), "REPLY_TO_EMAIL must be an address, such as team@example.org.")
refuse(LOG_LEVEL not in logs.LEVELS, f"LOG_LEVEL must be one of {', '.join(logs.LEVELS)}.")
refuse(not EMAIL_URL and not LOCAL, "Set EMAIL_URL: an smtp:// address through which mail leaves.")
EMAIL = mail_server(EMAIL_URL, local=LOCAL) if EMAIL_URL else None
SCANNER = scanner(SCANNER_URL)
IDENTITY = identity_provider(OIDC, local=LOCAL)
SECURE = _public.scheme == "https"
TESTING = "pytest" in sys.modules

DEBUG = False
ALLOWED_HOSTS = [_public.hostname, *EXTRA_HOSTS]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
ROOT_URLCONF = "cda_portal.urls"
WSGI_APPLICATION = "cda_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SITE_NAME = "City Data Alliance"

INSTALLED_APPS = [
    "cda_portal.core",
    "cda_portal.notifications",
    "cda_portal.accounts",
    "applications",
    "selection",
    "cda_portal.dashboards",
    "cda_portal.website",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "crispy_forms",
    "csp",
    "django_filters",
    "django_htmx",
    "pgtrigger",
    "pghistory",
]
MIDDLEWARE = [
    "cda_portal.core.middleware.Arrival",
    "cda_portal.core.middleware.Headers",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "cda_portal.core.middleware.Language",
    "cda_portal.core.middleware.PublicPages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cda_portal.core.middleware.SignInRequired",
    "cda_portal.accounts.middleware.UserLanguage",
    "cda_portal.accounts.middleware.SecondFactor",
    "cda_portal.accounts.middleware.FreshKey",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cda_portal.core.middleware.History",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cda_portal.core.context.shell",
            ],
            "builtins": [
                "crispy_forms.templatetags.crispy_forms_filters",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "cda_portal.core.templatetags.components",
                "cda_portal.core.templatetags.text",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
CRISPY_ALLOWED_TEMPLATE_PACKS = ("cda",)
CRISPY_TEMPLATE_PACK = "cda"

# ---- Data: persistent connections with health checks survive a database restart without an error, a pool does not.
DATABASES = {"default": {**DATABASE, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}}
refuse(
    DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql",
    "DATABASE_URL must be a postgres:// address: rules of this portal live in PostgreSQL.",
)
CACHES = {
    "default": {
        "BACKEND": "cda_portal.core.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "portal",
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 1},
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = int(timedelta(days=14).total_seconds())
STORAGES = {
    "default": (
        {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": {"bucket_name": S3_BUCKET, "querystring_auth": True}}
        if S3_BUCKET
        else {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": PORTAL_DATA / "files"}}
    ),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
MEDIA_URL = "/files/"  # no view serves it: each app serves its own files after a permission check

STATIC_URL = "/static/"
STATIC_ROOT = PORTAL_DATA / "static" if LOCAL else BASE_DIR / "staticfiles"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("fonts", BASE_DIR / "node_modules/@fontsource-variable/public-sans/files"),
    ("htmx", BASE_DIR / "node_modules/htmx.org/dist"),
]

# ---- Queue. Tasks carry ids only; what is lost with Redis is found again by the sweeper.
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 600, "socket_timeout": 5, "socket_connect_timeout": 2}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 280
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TASK_DEFAULT_QUEUE = "work"
CELERY_TASK_ROUTES = {"notifications.*": {"queue": "mail"}}
CELERY_TIMEZONE = "UTC"  # a crontab in a local zone went silent for 75 minutes at a change of clocks
CELERY_BEAT_SCHEDULE = {
    "sweep the outbox": {"task": "notifications.sweep", "schedule": crontab(), "options": {"expires": 50}},
    "sweep the jobs": {"task": "core.sweep_jobs", "schedule": crontab(), "options": {"expires": 50}},
    "scan what waits": {"task": "core.scan_waiting", "schedule": crontab(), "options": {"expires": 50}},
    "clean files": {"task": "core.clean_files", "schedule": crontab(minute=23)},
    "let removed files go": {"task": "applications.let_go", "schedule": crontab(minute=41, hour=3)},
    "make lost PDFs": {
        "task": "applications.build_missing_pdfs",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 280},
    },
    "forget old checks": {"task": "applications.forget_checks", "schedule": crontab(minute=17, hour=3)},
    "calculate stale rankings": {"task": "selection.calibrate_stale", "schedule": crontab(minute="*/3")},
    "begin to read": {"task": "selection.begin_reviews", "schedule": crontab(), "options": {"expires": 50}},
    "tell reviewers": {"task": "selection.tell_reviewers", "schedule": crontab(minute="*/10")},
    "remind of places": {"task": "selection.remind_places", "schedule": crontab(minute=11)},
}

# ---- Mail: everything goes through the outbox; only its delivery opens a connection.
DELIVERY = "local" if EMAIL is None else "smtp"
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend" if EMAIL else "django.core.mail.backends.dummy.EmailBackend"
)
if EMAIL:
    EMAIL_HOST, EMAIL_PORT = EMAIL["EMAIL_HOST"], EMAIL["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL["EMAIL_HOST_USER"], EMAIL["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL["EMAIL_USE_TLS"], EMAIL["EMAIL_USE_SSL"]
EMAIL_TIMEOUT = 15

# ---- People
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["cda_portal.accounts.backend.Backend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboards:home"
LOGOUT_REDIRECT_URL = "website:home"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "full_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "cda_portal.accounts.passwords.ContextPasswordValidator"},
]
ACCOUNT_ADAPTER = "cda_portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - no queries of its own
PASSWORD_RESET_TIMEOUT = int(timedelta(days=1).total_seconds())
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False  # every other session ends by itself: its hash no longer fits
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_USER_DISPLAY = "cda_portal.accounts.models.display_name"
NEXT_CALL_KEPT_DAYS = 14  # an address for the next call that nobody confirmed; longer than its link works
# Beside allauth's own: public forms that write to the database, by address. A whole city hall may share one.
ACCOUNT_RATE_LIMITS = {
    "next_call": "10/m/ip",
    "check": "60/m/ip",
    "interest": "30/m/ip",
    "place": "600/m/ip",
    "colleague": "120/h/ip",
    "invitation": "60/m/ip",
    "endorse": "30/m/ip",
}
ACCOUNT_FORMS = {
    "add_email": "cda_portal.accounts.forms.AddEmailForm",
    "change_password": "cda_portal.accounts.forms.ChangePasswordForm",
    "confirm_email_verification_code": "cda_portal.accounts.forms.ConfirmEmailVerificationCodeForm",
    "confirm_login_code": "cda_portal.accounts.forms.ConfirmLoginCodeForm",
    "login": "cda_portal.accounts.forms.LoginForm",
    "reauthenticate": "cda_portal.accounts.forms.ReauthenticateForm",
    "request_login_code": "cda_portal.accounts.forms.RequestLoginCodeForm",
    "reset_password": "cda_portal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "cda_portal.accounts.forms.ResetPasswordKeyForm",
    "set_password": "cda_portal.accounts.forms.SetPasswordForm",
    "signup": "cda_portal.accounts.forms.SignupForm",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = _public.scheme
MFA_ADAPTER = "cda_portal.accounts.adapter.MFAAdapter"
MFA_FORMS = {
    "activate_totp": "cda_portal.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "cda_portal.accounts.forms.AddWebAuthnForm",
    "authenticate": "cda_portal.accounts.forms.AuthenticateForm",
    "edit_webauthn": "cda_portal.accounts.forms.EditWebAuthnForm",
    "reauthenticate": "cda_portal.accounts.forms.ReauthenticateMFAForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = LOCAL and not SECURE  # localhost without TLS
# An identity provider, when the environment names one: it vouches for an address and is given no say beyond that.
SOCIALACCOUNT_ADAPTER = "cda_portal.accounts.adapter.OidcAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [IDENTITY.app] if IDENTITY else [],
    }
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "dashed": False, "length": 8}
MFA_REQUIRED_OF_ROLES = not LOCAL

# ---- Languages and time
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español"), ("pt-br", "Português"), ("fr", "Français")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_COOKIE_NAME = "__Host-language" if SECURE else "language"
LANGUAGE_COOKIE_AGE = int(timedelta(days=365).total_seconds())
LANGUAGE_COOKIE_SECURE = SECURE
LANGUAGE_COOKIE_SAMESITE = "Lax"

# ---- Headers and cookies
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # probes come from inside, without TLS
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "cda_portal.core.views.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # A form's answer may lead on to the identity provider, which Chrome counts as where the form goes.
        "form-action": [SELF, IDENTITY.origin] if IDENTITY else [SELF],
        "img-src": [SELF, "data:"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
REQUEST_MAX_BYTES = 25_000_000  # two files of the largest kind and the form around them
FILE_UPLOAD_HANDLERS = [
    "cda_portal.core.uploads.Bounded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
PGHISTORY_APPEND_ONLY = True

LOGGING = logs.config(LOG_LEVEL, local=LOCAL)
LANGUAGE_NAMES = {"en": _("English"), "es": _("Spanish"), "pt-br": _("Portuguese"), "fr": _("French")}
