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


def test_the_docs_page_sets_itself_up_from_a_script_of_its_own():
    page = Client().get("/api/docs/")
    assert page.status_code == 200
    assert "swagger-ui" in page.content.decode()
    script = Client().get("/api/docs/?script=")
    assert script["Content-Type"].startswith("application/javascript")
