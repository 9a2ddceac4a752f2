"""Request bodies that are too large, against a real server."""

import http.client
import json
import socket
import threading
import time
from contextlib import contextmanager

import pytest
import uvicorn

from project.body_limit import FILES_AT_ONCE, FORM_OVERHEAD, REST_FILES, BodyLimit

MEGABYTE = 2**20


async def counting(scope, receive, send):
    """Read the whole body and say how long it was, as an application would."""
    length, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        length, more = length + len(message["body"]), message["more_body"]
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": str(length).encode()})


@pytest.fixture(scope="module")
def port():
    with serving(BodyLimit(counting, file_bytes=MEGABYTE)) as number:
        yield number


@contextmanager
def serving(application):
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(application, lifespan="off", log_level="error", ws="none")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


def post(port, path, body):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", path, body)
    answer = connection.getresponse()
    told = answer.status, answer.read()
    connection.close()
    return told


def declare(port, path, length):
    """Send the head of a request alone; the answer."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.putrequest("POST", path)
    connection.putheader("Content-Length", str(length))
    connection.endheaders()
    answer = connection.getresponse()
    told = answer.status, json.loads(answer.read())["detail"]
    connection.close()
    return told


def test_a_body_within_the_limit_arrives_whole(port):
    body = b"x" * (REST_FILES * MEGABYTE + FORM_OVERHEAD)
    assert post(port, "/api/projects/", body) == (200, str(len(body)).encode())


def test_a_body_over_the_limit_is_refused_by_its_declared_size_alone(port):
    words = "The request is too large: at most 3 MB are taken here."
    assert declare(port, "/api/projects/", 10**12) == (413, words)


def test_a_body_that_never_ends_is_cut_off_past_the_limit(port):
    chunk = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as line:
        line.sendall(b"POST /api/x/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        line.sendall(chunk * (3 * MEGABYTE // 0x10000 + 1))
        assert b" 413 " in line.recv(4096)


def test_a_pages_form_may_carry_several_files(port):
    body = b"x" * (FILES_AT_ONCE * MEGABYTE)
    assert post(port, "/projects/", body)[0] == 200
    assert declare(port, "/projects/", len(body) + FORM_OVERHEAD + 1)[0] == 413
