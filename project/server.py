"""Serve the studio over HTTP and websockets on a socket that is already listening.

``python -m project.server FD``: the supervisor binds the port and keeps it, so a server that is
started again loses no connection attempt, and no other program can take the port in between.
"""

import os
import socket
import sys
import warnings

import uvicorn

SHUTDOWN_SECONDS = 3


def main() -> None:
    """Serve ``project.asgi`` until SIGTERM."""
    # WhiteNoise reads the built files synchronously; they are small and the browser keeps them.
    warnings.filterwarnings("ignore", message="StreamingHttpResponse must consume synchronous")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    listener = socket.socket(fileno=int(sys.argv[1]))
    config = uvicorn.Config(
        "project.asgi:application",
        lifespan="off",
        log_level="warning",
        access_log=False,
        ws_max_size=2**16,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
        server_header=False,
        # Whose word on addresses counts is a setting: project.proxies.
        proxy_headers=False,
    )
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
