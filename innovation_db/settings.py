"""All settings, read from the environment (and an optional `.env` file); the README lists every variable.

A missing or malformed value stops the start with a sentence that says what to set. No other module reads the
environment.
"""

import secrets
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import environs
from django.core.exceptions import ImproperlyConfigured
from django.utils.csp import CSP

from innovation_db import mailers, postgres

BASE_DIR = Path(__file__).resolve().parent.parent

env = environs.FileAwareEnv()
env.read_env(BASE_DIR / ".env", recurse=False)

# Everything that this checkout makes for itself: the database, uploads, collected static files.
VAR_DIR = Path(env.str("VAR_DIR", str(BASE_DIR / "var"))).resolve()


# --- What kind of installation this is -------------------------------------------------------------------------------

DATABASE_URL = env.str("DATABASE_URL", "")
# Without a database address this is somebody's own computer: a demo, a test run, development.
LOCAL = not DATABASE_URL
DEBUG = env.bool("DEBUG", False)
# The demonstration has known passwords, asks nobody for a second factor and keeps its e-mail in a folder.
DEMO = env.bool("DEMO", False)
if DEMO and not LOCAL:
    raise ImproperlyConfigured("DEMO has known passwords and must not run on a real database: unset DEMO.")
# Whether readers come over https. Everything that browsers are told about security follows from this.
HTTPS = env.bool("HTTPS", not LOCAL)
# Whether one proxy of ours stands before us. Only then are its headers believed: https or not, and who the reader is.
BEHIND_PROXY = env.bool("BEHIND_PROXY", False)


def local_secret_key() -> str:
    """Return a key made once for this checkout, so that a demo needs no configuration."""
    keyfile = VAR_DIR / "secret-key"
    if not keyfile.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        keyfile.write_text(secrets.token_urlsafe(60))
        keyfile.chmod(0o600)
    return keyfile.read_text().strip()


SECRET_KEY = env.str("SECRET_KEY", "") or (local_secret_key() if LOCAL else "")
if len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("Set SECRET_KEY to at least 50 random characters; it signs sessions and e-mailed links.")
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", [])
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]", ".localhost"] if LOCAL else [])
if not ALLOWED_HOSTS:
    raise ImproperlyConfigured("Set ALLOWED_HOSTS to the names the site answers to, separated by commas.")
# The address readers use, for links in e-mails, feeds and the sitemap.
PORT = env.int("PORT", 8000)
SITE_URL = env.str("SITE_URL", f"http://127.0.0.1:{PORT}" if LOCAL else f"https://{ALLOWED_HOSTS[0]}")
SITE_NAME = "Innovation in councils"
# The links of the header and the footer: what readers see, and the name of the URL. Pages not installed are left out.
NAVIGATION = [
    ("Case studies", "case_studies:finder"),
    ("Themes", "case_studies:themes"),
    ("Councils", "case_studies:councils"),
    ("Programmes", "case_studies:programmes"),
    ("Innovation Zone", "zone_programme:newest"),
    ("Asks and offers", "asks:board"),
    ("Board reports", "board_reports:boards"),
]
# Addresses elsewhere that belong to a page of the navigation.
SECTIONS = {"board_reports:boards": ("/reports/", "/report-e-mails/", "/members/", "/work-plan/")}
FOOTER = [
    ("Tell us about yours", "tell_us"),
    ("Service areas", "case_studies:service_areas"),
    ("Partners", "case_studies:partners"),
    ("About", "about"),
    ("Accessibility", "accessibility"),
    ("Privacy", "privacy"),
    ("Data sources", "data_sources"),
    ("Data for programs", "api:page"),
    ("Contact", "contact"),
]

# --- Apps and the way of a request -----------------------------------------------------------------------------------

INSTALLED_APPS = [
    "innovation_db.apps.InnovationDbConfig",
    "case_studies.apps.CaseStudiesConfig",
    "zone_programme.apps.ZoneProgrammeConfig",
    "board_reports.apps.BoardReportsConfig",
    "innovation_db.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_filters",
    "django_prose_editor",
    "django_tasks_db",
    "import_export",
    "pghistory",
    "pgtrigger",
    "drf_spectacular",
]

MIDDLEWARE = [
    "innovation_db.visits.count_visits",
    "django.middleware.security.SecurityMiddleware",
    "innovation_db.middleware.limit_and_label",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "innovation_db.compression.GZipMiddleware",
    "innovation_db.middleware.keep_own_pages_apart",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "innovation_db.middleware.keep_session",
    "django.contrib.messages.middleware.MessageMiddleware",
    "innovation_db.middleware.SecondFactor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "innovation_db.middleware.WhoActs",
]

ROOT_URLCONF = "innovation_db.urls"
WSGI_APPLICATION = "innovation_db.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.csp",
                "django.contrib.auth.context_processors.auth",
                "innovation_db.context_processors.reader",
                "django.contrib.messages.context_processors.messages",
                "innovation_db.context_processors.site",
            ],
            "builtins": [
                "django.templatetags.static",
                "innovation_db.templatetags.house_style",
                "innovation_db.templatetags.letters",
                "innovation_db.templatetags.page_parts",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Data ------------------------------------------------------------------------------------------------------------


def database() -> dict[str, Any]:
    """Return Django's configuration of the one database, starting our own server when no address is set."""
    address = DATABASE_URL or postgres.start(VAR_DIR / "postgres")
    try:
        configuration = dict[str, Any](dj_database_url.parse(address))
    except Exception as error:
        raise ImproperlyConfigured("DATABASE_URL must look like postgres://user:password@host:5432/name.") from error
    if configuration.get("ENGINE") != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL server: postgres://user:password@host/name.")
    # One connection a thread, kept: a thread handles one request at a time, so a pool would only add a queue.
    return configuration | {"ENGINE": "innovation_db.database", "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}


DATABASES = {"default": database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Shared by all workers, because rate limits are counted in it; each use is a query, so pages keep nothing in it.
CACHES: dict[str, Any] = {
    "default": env.dj_cache_url("CACHE_URL")
    if env.str("CACHE_URL", "")
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "innovation_db_cache",
        # Beyond its number of entries a cache drops some, and with them counts. Housekeeping drops those that are over.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
PGHISTORY_CREATED_AT_FUNCTION = "clock_timestamp()"  # several edits in one transaction keep their order

# --- Accounts --------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "innovation_db.User"
AUTHENTICATION_BACKENDS = ["innovation_db.backends.RolesBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name", "organisation")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = LOGOUT_REDIRECT_URL = "/"
# Where those who do not work in the admin begin, by their role: what it is called, and the name of the URL.
DESKS = {"Board member": ("Members’ area", "board_reports:members")}
PASSWORD_RESET_TIMEOUT = int(timedelta(days=3).total_seconds())  # invitations are such links, too
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())  # without a request: `middleware.keep_session`

ACCOUNT_ADAPTER = "innovation_db.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by administrators; a changed address is verified all the same
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # who has no account gets the same answer on the page, and no e-mail
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = True  # no “remember me”: every session has the same length
# Beside allauth's own limits; the address is one reader's, see `rate_limits.py`.
ACCOUNT_RATE_LIMITS = {
    "contact": "5/10m/ip,20/d/ip",  # messages passed on to a council or to us
    "feedback": "300/10m/ip,3000/d/ip",  # a whole conference may share one address
    "stars": "200/10m/ip,5000/d/ip",  # a whole conference may share one address
    "link": "20/10m/ip,100/d/ip",  # e-mailed links for contributors: a whole council may share one address
    "appointment": "60/10m/ip,600/d/ip",  # booked at a Zone, where everybody may share one address
    "turn": "60/10m/ip,600/d/ip",  # joining the list of an open mic, likewise
}
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0
ACCOUNT_FORMS = {
    "login": "innovation_db.account_forms.SignInForm",
    "reset_password": "innovation_db.account_forms.ForgottenPasswordForm",
    "reset_password_from_key": "innovation_db.account_forms.SetPasswordByLinkForm",
    "change_password": "innovation_db.account_forms.ChangePasswordForm",
    "set_password": "innovation_db.account_forms.SetPasswordForm",
    "reauthenticate": "innovation_db.account_forms.ConfirmItIsYouForm",
    "add_email": "innovation_db.account_forms.ChangeEmailForm",
}
MFA_FORMS = {
    "authenticate": "innovation_db.account_forms.CodeForm",
    "reauthenticate": "innovation_db.account_forms.CodeAgainForm",
    "activate_totp": "innovation_db.account_forms.ActivateAppForm",
    "deactivate_totp": "innovation_db.account_forms.DeactivateAppForm",
    "add_webauthn": "innovation_db.account_forms.AddPasskeyForm",
    "edit_webauthn": "innovation_db.account_forms.RenamePasskeyForm",
    "authenticate_webauthn": "innovation_db.account_forms.PasskeyForm",
    "login_webauthn": "innovation_db.account_forms.PasskeySignInForm",
    "reauthenticate_webauthn": "innovation_db.account_forms.PasskeyAgainForm",
}
MFA_ADAPTER = "innovation_db.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody can sign up with another's address, which this would guard against
MFA_TOTP_ISSUER = SITE_NAME
MFA_TOTP_TOLERANCE = 1  # half a minute of difference between two clocks
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS


def openid_connect() -> dict[str, Any]:
    """Return allauth's configuration of the organisation's own sign-in, or nothing where it is not set."""
    names = ("OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")
    values = {name: env.str(name, "") for name in names}
    label = env.str("OIDC_NAME", "your organisation’s account")
    if not any(values.values()):
        return {}
    if missing := [name for name in names if not values[name]]:
        raise ImproperlyConfigured(f"Sign-in by OpenID Connect needs {' and '.join(missing)} as well, or none of them.")
    if not values["OIDC_ISSUER"].startswith("https://") and not LOCAL:
        raise ImproperlyConfigured("OIDC_ISSUER must be an https address, such as https://login.example.org/tenant.")
    app = {
        "provider_id": "organisation",
        "name": label,
        "client_id": values["OIDC_CLIENT_ID"],
        "secret": values["OIDC_CLIENT_SECRET"],
        "settings": {"server_url": values["OIDC_ISSUER"]},
    }
    return {"openid_connect": {"APPS": [app], "OAUTH_PKCE_ENABLED": True}}


SOCIALACCOUNT_PROVIDERS = openid_connect()
OIDC_ORIGIN = ["{0.scheme}://{0.netloc}".format(urlsplit(env.str("OIDC_ISSUER")))] if SOCIALACCOUNT_PROVIDERS else []
SOCIALACCOUNT_ADAPTER = "innovation_db.sign_in.OrganisationAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # to the account with the address that the provider has verified
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = False
SOCIALACCOUNT_QUERY_EMAIL = True

# --- Language and time -----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
FORMAT_MODULE_PATH = ["innovation_db.formats"]
TIME_ZONE = "Europe/London"
USE_I18N = False  # one language: no page has to ask which, hundreds of times
USE_TZ = True

# --- Files -----------------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static" / "build", ("js", BASE_DIR / "static" / "js")]
MEDIA_URL = "/media/"
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", str(VAR_DIR / "media")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "innovation_db.staticfiles.HashedStaticFiles"
        if not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}

MAX_REQUEST_SIZE = 100_000_000  # bytes: some pictures and documents in one go
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_000_000  # bytes of a form without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4_000
DATA_UPLOAD_MAX_NUMBER_FILES = 40
FILE_UPLOAD_PERMISSIONS = 0o644

# --- E-mail and background work --------------------------------------------------------------------------------------

# Without an address of a mail server, e-mails become files in a folder (and every one is on a page of the admin).
EMAIL_FOLDER = VAR_DIR / "mail"
MAILERS = mailers.mailers(env.str("EMAIL_URL", ""), folder=EMAIL_FOLDER)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "Innovation in councils <innovation@example.org>")
# Where readers write to the people who run the site.
CONTACT_EMAIL = env.str("CONTACT_EMAIL", "innovation@example.org")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# What the apps above the floor tidy up, beside what it tidies itself: see `housekeeping.py`.
HOUSEKEEPING = [
    "case_studies.imports.files.forget_old",
    "zone_programme.asks.actions.keep_board",
    "zone_programme.asks.forgetting.forget_unconfirmed",
    "zone_programme.forgetting.forget_turns",
    "board_reports.notices.remind_due",
    "board_reports.reminders.remind_ahead",
    "board_reports.letters.forget_unconfirmed",
    "board_reports.unused_files.remove_daily",
]
# Whether a worker (`manage.py worker`) does the background work; without one it is done at once, by whoever asks.
WORKER = env.bool("WORKER", not LOCAL or DEMO)
TASKS = {
    "default": {
        "BACKEND": "django_tasks_db.DatabaseBackend" if WORKER else "django.tasks.backends.immediate.ImmediateBackend",
        "QUEUES": ["default", "jobs"],
    }
}

# --- The API: anybody may read, nobody may write --------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": ["innovation_db.api.permissions.ReadOnly"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": [],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_THROTTLE_CLASSES": ["innovation_db.api.limits.Throttle"],
    "DEFAULT_THROTTLE_RATES": {"api": "300/min"},
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "innovation_db.api.errors.answer",
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Innovation in councils",
    "VERSION": "1",
    "DESCRIPTION": "Case studies of council innovation, and the programme of the Innovation Zone, to read as JSON.",
    "SCHEMA_PATH_PREFIX": "/api/v1",
}

# --- What browsers are told ------------------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF, CSP.NONCE],
    # The hash is of the one style sheet that the rich text editor puts into the page, which knows no nonce.
    "style-src": [CSP.SELF, CSP.NONCE, "'sha256-PlumsSlvJ7vvWzjqibGAYKq92O3y/4JTxWWsWJvyUYA='"],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    # The button of the organisation's own sign-in is a form that its site answers.
    "form-action": [CSP.SELF, *OIDC_ORIGIN],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
    "object-src": [CSP.NONE],
    "manifest-src": [CSP.SELF],
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb", "browsing-topics")
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "innovation_db.views.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- What is written down ---------------------------------------------------------------------------------------------

# To the standard output, for whatever collects it: who signed in, who was refused, whose roles changed, what broke.
LOG_LEVEL = env.str("LOG_LEVEL", "INFO").upper()
if LOG_LEVEL not in ("DEBUG", "INFO", "WARNING", "ERROR"):
    raise ImproperlyConfigured("LOG_LEVEL must be DEBUG, INFO, WARNING or ERROR.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"output": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"}},
    "loggers": {
        "innovation_db": {"level": LOG_LEVEL},
        "case_studies": {"level": LOG_LEVEL},
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "django.server": {"handlers": ["output"], "level": "WARNING" if DEMO else "INFO", "propagate": False},
    },
    "root": {"handlers": ["output"], "level": "WARNING"},
}

env.seal()
