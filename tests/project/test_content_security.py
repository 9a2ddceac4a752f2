"""What every answer allows the browser."""

import pytest

pytestmark = pytest.mark.django_db


def policy_of(client, address):
    return client.get(address).headers["Content-Security-Policy"]


def test_scripts_come_from_the_studio_alone(client):
    assert "script-src 'self';" in policy_of(client, "/sign-in/")


def test_nothing_may_frame_the_studio(client):
    response = client.get("/sign-in/")
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize("address", ["/sign-in/", "/api/docs/", "/api/schema/"])
def test_no_page_may_carry_inline_styles_or_scripts(client, address):
    assert "style-src 'self';" in policy_of(client, address)
    assert "script-src 'self';" in policy_of(client, address)


def test_the_health_page_answers_without_a_session(client):
    response = client.get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok\n")
