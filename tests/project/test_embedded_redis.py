"""The Redis that comes with the studio."""

import shutil
import stat
import subprocess
import time

import pytest
import redis
from django.core.exceptions import ImproperlyConfigured

from project.embedded_redis import make_private, redis_address, redis_command, socket_path


def wait_for_answer(client):
    for _ in range(100):
        try:
            return client.ping()
        except redis.ConnectionError:
            time.sleep(0.05)
    raise AssertionError("Redis did not answer within 5 seconds")


def test_its_socket_lies_in_the_data_folder(tmp_path):
    assert socket_path(tmp_path) == tmp_path / "redis" / "redis.sock"


def test_a_path_too_long_for_the_kernel_is_replaced_by_a_short_one(tmp_path):
    deep = tmp_path / ("deep" * 30)
    short = socket_path(deep)
    assert len(bytes(short)) <= 100
    assert short == socket_path(deep)
    assert short != socket_path(tmp_path / ("deeper" * 30))


@pytest.mark.parametrize("name", ["data", "deep" * 30])
def test_it_answers_on_its_address_and_on_no_port(tmp_path, name):
    folder = tmp_path / name
    process = subprocess.Popen(redis_command(folder))
    client = redis.Redis.from_url(redis_address(folder).replace("redis+socket://", "unix://"))
    try:
        wait_for_answer(client)
        assert client.config_get("port") == {"port": "0"}
        assert client.config_get("save") == {"save": ""}
        mode = stat.S_IMODE(socket_path(folder).parent.stat().st_mode)
        assert mode == 0o700
    finally:
        client.close()
        process.terminate()
        process.wait()
        if socket_path(folder).parent.parent != folder:
            shutil.rmtree(socket_path(folder).parent)


def test_a_link_that_somebody_else_laid_is_refused(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ImproperlyConfigured, match="belongs to somebody else"):
        make_private(tmp_path / "link")
