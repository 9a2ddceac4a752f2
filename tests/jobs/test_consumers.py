"""The socket: every event in order, from any number on, for members only."""

import asyncio

import pytest
import pytest_asyncio
from asgiref.sync import sync_to_async
from channels.auth import AuthMiddlewareStack
from channels.routing import URLRouter
from django.conf import settings as django_settings
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.test import Client
from django.urls import path

from jobs.consumers import StreamConsumer
from jobs.progress import publish
from tests.jobs.processes import Processes
from tests.jobs.sockets import Socket

pytestmark = pytest.mark.django_db(transaction=True)

members = {"vera": True}
STREAM = "project.one"


@pytest.fixture(autouse=True)
def membership():
    members.clear()
    members["vera"] = True


def may_watch(user: User, stream: str) -> bool:
    return stream == STREAM and members.get(user.username, False)


def application(seconds: float):
    consumer = StreamConsumer.as_asgi(may_watch=may_watch, seconds_between_looks=seconds)
    return AuthMiddlewareStack(URLRouter([path("ws/streams/<str:stream>/", consumer)]))


@sync_to_async
def signed_in(name: str) -> str:
    user, _ = User.objects.get_or_create(username=name)
    client = Client()
    client.force_login(user)
    return client.cookies[django_settings.SESSION_COOKIE_NAME].value


@sync_to_async
def tell(count: int, stream: str = STREAM) -> None:
    with transaction.atomic():
        for number in range(count):
            publish(stream=stream, kind="trial", payload={"n": number})


@pytest_asyncio.fixture
async def open_socket():
    opened = []

    async def open_socket(cookie: str, query: str = "", stream: str = STREAM, seconds=0.05):
        address = f"/ws/streams/{stream}/{query}"
        cookies = f"{django_settings.SESSION_COOKIE_NAME}={cookie}"
        socket = Socket(application(seconds), address, cookies)
        opened.append(socket)
        await socket.connect()
        return socket

    yield open_socket
    for socket in opened:
        await socket.disconnect()


async def numbers(socket, count: int) -> list[int]:
    return [(await socket.message())["number"] for _ in range(count)]


async def test_what_was_missed_is_replayed_from_the_last_number(open_socket) -> None:
    await tell(5)
    socket = await open_socket(await signed_in("vera"), "?after=2")
    assert await numbers(socket, 3) == [3, 4, 5]


async def test_news_arrive_in_order_without_gaps(open_socket) -> None:
    socket = await open_socket(await signed_in("vera"))
    for _ in range(5):
        await tell(3)
    assert await numbers(socket, 15) == list(range(1, 16))


async def test_a_large_backlog_comes_whole(open_socket) -> None:
    await tell(1001)
    socket = await open_socket(await signed_in("vera"))
    assert await numbers(socket, 1001) == list(range(1, 1002))


async def test_an_event_says_what_when_and_of_which_job(open_socket) -> None:
    await tell(1)
    socket = await open_socket(await signed_in("vera"))
    message = await socket.message()
    assert set(message) == {"number", "kind", "job", "payload", "at"}
    assert (message["kind"], message["payload"], message["job"]) == ("trial", {"n": 0}, None)


async def test_another_streams_events_are_not_told(open_socket) -> None:
    socket = await open_socket(await signed_in("vera"))
    await tell(2, "project.two")
    assert await socket.is_silent(0.3)


async def test_a_visitor_who_is_not_signed_in_is_closed(open_socket) -> None:
    socket = await open_socket("nothing")
    assert await socket.close_code() == 4401


async def test_a_stranger_is_closed_before_any_event(open_socket) -> None:
    await tell(1)
    socket = await open_socket(await signed_in("mallory"))
    assert (await socket.output())["type"] == "websocket.close"


async def test_a_socket_whose_session_ends_is_closed(open_socket) -> None:
    cookie = await signed_in("vera")
    socket = await open_socket(cookie)
    await sync_to_async(SessionStore(session_key=cookie).delete)()
    assert await socket.close_code() == 4401


async def test_a_deactivated_account_is_closed(open_socket) -> None:
    socket = await open_socket(await signed_in("vera"))
    await User.objects.filter(username="vera").aupdate(is_active=False)
    assert await socket.close_code() == 4401


async def test_a_member_who_is_removed_is_closed(open_socket) -> None:
    socket = await open_socket(await signed_in("vera"))
    members.clear()
    assert await socket.close_code() == 4403


@pytest.mark.parametrize("query", ["?after=x", "?after=-1", "?after=" + "9" * 30])
async def test_a_malformed_number_is_refused(open_socket, query: str) -> None:
    socket = await open_socket(await signed_in("vera"), query)
    assert await socket.close_code() == 4400


@pytest.fixture
def redis_layer(settings, tmp_path):
    redis = Processes(tmp_path)
    redis.start_redis()
    settings.CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {"hosts": [f"unix://{redis.socket}"]},
        }
    }
    yield
    redis.stop()


async def test_a_hint_is_enough_without_the_timer(redis_layer, open_socket) -> None:
    socket = await open_socket(await signed_in("vera"), seconds=60)
    await asyncio.sleep(0.2)
    await tell(2)
    assert await numbers(socket, 2) == [1, 2]
