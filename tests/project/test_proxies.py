"""Where a request came from, as far as proxies of ours say so."""

import pytest
from django.test import RequestFactory

from project.caches import cache_settings
from project.proxies import ProxiedAddress, asked_from


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ("203.0.113.9", 0, ""),
        ("203.0.113.9", 1, "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9", 1, "203.0.113.9"),
        ("6.6.6.6, 203.0.113.9, 10.0.0.2", 2, "203.0.113.9"),
        ("203.0.113.9", 2, ""),
        ("nonsense", 1, ""),
        ("2001:db8::1", 1, "2001:db8::1"),
        ("", 1, ""),
    ],
)
def test_only_what_our_own_proxies_added_is_believed(forwarded, proxies, address):
    assert asked_from(forwarded, proxies) == address


def test_the_address_is_set_before_anything_asks_for_it(settings):
    settings.PROXIES = 1
    request = RequestFactory().get("/", headers={"x-forwarded-for": "203.0.113.9"})
    assert ProxiedAddress(lambda asked: asked.META["REMOTE_ADDR"])(request) == "203.0.113.9"


def test_counts_lie_in_the_redis_that_all_processes_share():
    assert (
        cache_settings("redis+socket:///data/redis.sock")["LOCATION"] == "unix:///data/redis.sock"
    )
