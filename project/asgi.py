"""HTTP and websockets; gives ``jobs`` the check of who may watch a stream from ``editor``."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
# Models must be ready before anything that names them is imported.
http = get_asgi_application()

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import AllowedHostsOriginValidator  # noqa: E402
from django.conf import settings  # noqa: E402
from django.urls import path  # noqa: E402

from editor.own import may_watch  # noqa: E402
from jobs.consumers import StreamConsumer  # noqa: E402
from project.body_limit import BodyLimit  # noqa: E402

streams = URLRouter([path("ws/streams/<str:stream>/", StreamConsumer.as_asgi(may_watch=may_watch))])

application = ProtocolTypeRouter(
    {
        "http": BodyLimit(http, settings.INTAKE_MAX_BYTES),
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(streams)),
    }
)
