"""The REST addresses and their OpenAPI document."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
