"""Every address: pages, REST, its OpenAPI document."""

from django.urls import include, path

urlpatterns = [
    path("api/", include("editor.api.urls")),
    path("", include("editor.pages.urls")),
]
