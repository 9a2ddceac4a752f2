"""The OpenAPI document and its pages."""

import pytest
from django.core.management import call_command
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_document_is_valid_and_written_without_a_warning(tmp_path):
    target = tmp_path / "schema.yaml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(target))
    assert "openapi: 3.1" in target.read_text()


def test_the_document_is_served():
    response = Client().get("/api/schema/", headers={"accept": "application/json"})
    assert response.status_code == 200
    assert response.json()["info"]["title"] == "Imprimatur"


def test_the_reference_names_every_operation_with_what_it_takes():
    document = Client().get("/api/schema/", headers={"accept": "application/json"}).json()
    page = Client().get("/api/docs/").content.decode()
    named = [one["operationId"] for path in document["paths"].values() for one in path.values()]
    assert len(named) > 80
    assert [name for name in named if f'id="operation-{name}"' not in page] == []
    assert "SHA-256 of the picture you looked at" in page
    assert "approved | rejected | changes" in page
