"""Variables that set the studio up."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from project.environment import Environment, environment


@pytest.fixture
def fresh():
    environment.cache_clear()
    yield
    environment.cache_clear()


def test_a_variable_is_read_by_its_name(monkeypatch):
    monkeypatch.setenv("IMPRIMATUR_THREADS", "7")
    assert Environment().threads == 7


def test_a_variable_that_cannot_be_understood_is_named_with_what_it_holds(monkeypatch, fresh):
    monkeypatch.setenv("IMPRIMATUR_PORT", "eighty")
    monkeypatch.setenv("IMPRIMATUR_THREADS", "0")
    with pytest.raises(ImproperlyConfigured) as error:
        environment()
    first, second = str(error.value).splitlines()
    assert first.startswith("IMPRIMATUR_PORT is 'eighty': input should be a valid integer")
    assert second.startswith("IMPRIMATUR_THREADS is '0': input should be greater than or equal to")


@pytest.mark.parametrize("name", Environment.model_fields)
def test_every_setting_says_what_it_is_for(name):
    assert Environment.model_fields[name].description
