"""Every address: pages, REST, its OpenAPI document."""

from django.urls import include, path

from project.health import health

urlpatterns = [
    path("healthz", health, name="health"),
    path("api/", include("editor.api.urls")),
    path("", include("editor.pages.urls")),
]
