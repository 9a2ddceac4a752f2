"""Django's settings, made from the environment."""

from __future__ import annotations

import re

from editor.webhooks.addresses import networks
from jobs.s3_addresses import folders_of
from project.caches import cache_settings
from project.databases import database_settings
from project.embedded_redis import redis_address
from project.environment import BASE_DIR, data_folder, environment
from project.mail import PATIENCE, mail_of
from project.secrets import secret_key
from project.storage import storage_settings

ENVIRONMENT = environment()
DATA_DIR = data_folder()

SECRET_KEY = secret_key(ENVIRONMENT, DATA_DIR)
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = [host.strip() for host in ENVIRONMENT.allowed_hosts.split(",") if host.strip()]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "channels",
    "jobs",
    "editor",
    "project",
]

MIDDLEWARE = [
    "project.proxies.ProxiedAddress",
    "django.middleware.security.SecurityMiddleware",
    "project.content_security.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "editor.known_sessions.KnownSessions",
    "editor.second_factor_demanded.SecondFactorDemanded",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "project.urls"
ASGI_APPLICATION = "project.asgi.application"

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
            ],
        },
    }
]

EMAIL_CONFIGURED = bool(ENVIRONMENT.email_url)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = ENVIRONMENT.email_from
MAIL = mail_of(ENVIRONMENT.email_url)
EMAIL_BACKEND = MAIL.backend
EMAIL_HOST, EMAIL_PORT = MAIL.host, MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = MAIL.user, MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = MAIL.starts_tls, MAIL.is_tls
EMAIL_TIMEOUT = PATIENCE
DATABASES = {"default": database_settings(ENVIRONMENT, DATA_DIR)}
STORAGES = storage_settings(ENVIRONMENT, DATA_DIR)

REDIS_URL = ENVIRONMENT.redis_url or redis_address(DATA_DIR)
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.core.RedisChannelLayer",
        # The layer waits 5 s for a message; a socket that gives up after the same 5 s would end it.
        "CONFIG": {
            "hosts": [
                {"address": REDIS_URL.replace("redis+socket://", "unix://"), "socket_timeout": 20}
            ]
        },
    }
}
CACHES = {"default": cache_settings(REDIS_URL)}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_DEFAULT_QUEUE = "imaging"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Steps are acknowledged when they begin, so a lost connection has none to cancel.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/sign-in/"
PASSWORD_RESET_TIMEOUT = 2 * 3600
SESSION_COOKIE_AGE = int(ENVIRONMENT.session_hours * 3600)
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.secure
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.secure else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.secure else None
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 2**20

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [("studio", BASE_DIR / "frontend" / "dist")]
# The built pages are served from where they were built: nothing is copied, so nothing is stale.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 0
WHITENOISE_ALLOW_ALL_ORIGINS = False


def is_named_by_content(path: str, url: str) -> bool:
    """True for a file that the front end's build named after its content: cached for ever."""
    return re.search(r"/(assets|chunks)/[^/]+-[\w-]{8}\.\w+$", url) is not None


WHITENOISE_IMMUTABLE_FILE_TEST = is_named_by_content

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "editor.api.authentication.ScopedTokens",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["editor.api.throttles.PerMinute"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": None,
    "EXCEPTION_HANDLER": "editor.api.errors.handle",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Imprimatur",
    "DESCRIPTION": "From a photo to a publishable picture, with a record of how it was made.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "OAS_VERSION": "3.1.1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "JobStatus": "jobs.models.Job.Status",
        "StepStatus": "jobs.models.Step.Status",
        "GateVerdict": "jobs.models.Job.Verdict",
        "RecordVerdict": [("pass", "pass"), ("fail", "fail"), ("", "none")],
        "ReviewVerdict": "editor.models.Review.Verdict",
        "EditStrategy": "editor.fills.CHOICES",
        "FillStrategy": [("patch", "patch"), ("model", "model"), ("hybrid", "hybrid")],
        "FetchRole": "editor.models.Fetch.Role",
        "KindEnum": "editor.models.Comment.Kind",
        "NoticeKind": "editor.models.Notice.Kind",
        "RoleEnum": "editor.models.Membership.Role",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
}

# What the jobs application is told of its surroundings; it reads no variables itself.
JOBS_LEASE_SECONDS = ENVIRONMENT.lease_seconds
JOBS_EVENTS_PER_SECOND = ENVIRONMENT.events_per_second
# The ledger comes last: from its entry on, other transactions wait for this one.
JOBS_WITNESSES = (
    "editor.actions.publication_orders.witness",
    "editor.webhooks.outbox.witness",
    "editor.notices.occasions.witness",
    "editor.ledger.witness.note",
)
JOBS_CHORES = [
    "editor.ledger.keeping.sign_when_due",
    "editor.courier.set_out",
    "editor.ageing.remove_when_due",
]
JOBS_DELIVERY_RECEIVER = "editor.actions.explorations.receive"
JOBS_WEIGHTS = {
    "checkpoint": ENVIRONMENT.checkpoint,
    "checkpoint_revision": ENVIRONMENT.checkpoint_revision,
    "inpaint_model": ENVIRONMENT.inpaint_model,
    "inpaint_revision": ENVIRONMENT.inpaint_revision,
    "device": ENVIRONMENT.device,
    "threads": ENVIRONMENT.threads,
    "memory_floor_megabytes": ENVIRONMENT.memory_floor_megabytes,
}
JOBS_S3_SOURCES = {
    "folders": folders_of(ENVIRONMENT.s3_sources),
    "endpoint_url": ENVIRONMENT.s3_endpoint_url,
    "region_name": ENVIRONMENT.s3_region,
}
# What the editor is told of where the ledger's key and heads lie.
LEDGER_KEY_FILE = ENVIRONMENT.ledger_key or DATA_DIR / "ledger-key.pem"
LEDGER_HEADS_FOLDER = ENVIRONMENT.ledger_heads
LEDGER_HEAD_SECONDS = ENVIRONMENT.ledger_head_seconds
PROXIES = ENVIRONMENT.proxies
API_REQUESTS_PER_MINUTE = ENVIRONMENT.api_requests_per_minute
API_ANONYMOUS_PER_MINUTE = ENVIRONMENT.api_anonymous_per_minute
OIDC_ISSUER = ENVIRONMENT.oidc_issuer
OIDC_CLIENT_ID = ENVIRONMENT.oidc_client_id
OIDC_CLIENT_SECRET = ENVIRONMENT.oidc_client_secret
OIDC_NAME = ENVIRONMENT.oidc_name
OIDC_ACCOUNTS = ENVIRONMENT.oidc_accounts
SECOND_FACTOR_REQUIRED = ENVIRONMENT.second_factor == "required"
PICTURE_LINK_HOURS = ENVIRONMENT.picture_link_hours
# What leaves the studio: under which address its links stand, and where webhooks may go.
PUBLIC_ADDRESS = ENVIRONMENT.public_address or f"http://127.0.0.1:{ENVIRONMENT.port}"
WEBHOOK_NETWORKS = networks(ENVIRONMENT.webhook_networks)
NOTICE_MAIL_SECONDS = ENVIRONMENT.notice_mail_seconds
INTAKE_MAX_BYTES = ENVIRONMENT.max_upload_megabytes * 2**20
INTAKE_MAX_PIXELS = ENVIRONMENT.max_megapixels * 10**6
CREDENTIALS = {
    "folder": DATA_DIR / "credentials",
    "certificates": ENVIRONMENT.signing_certificates,
    "key": ENVIRONMENT.signing_key,
    "callback": ENVIRONMENT.signing_callback,
    "timestamp_url": ENVIRONMENT.timestamp_url,
    "anchors": ENVIRONMENT.trust_anchors,
}
