"""Settings, URLs, ASGI and Celery: the only place that composes the others."""

from project.celery import app as celery_app

__all__ = ["celery_app"]
