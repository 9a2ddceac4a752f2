"""The one command: the whole studio in its own processes, on a free port, in a new data folder."""

import http.cookiejar
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

import psutil
import pytest
from websockets.exceptions import ConnectionClosedError, InvalidStatus
from websockets.sync.client import connect

from project.environment import BASE_DIR

READY = re.compile(r"ready after ([\d.]+) s")


def free_port():
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return chosen.getsockname()[1]


class Studio:
    """A run of ``python -m project.studio``."""

    def __init__(self, folder, port, **variables):
        self.port = port
        environment = {
            name: value for name, value in os.environ.items() if not name.startswith("IMPRIMATUR_")
        }
        environment["IMPRIMATUR_DATA_DIR"] = str(folder)
        environment["IMPRIMATUR_PORT"] = str(port)
        # Two threads of a reader spin while they wait for each other, and the tests beside wait.
        environment["IMPRIMATUR_THREADS"] = "1"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "project.studio"],
            cwd=BASE_DIR,
            env=environment | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines = []

    def until_ready(self):
        for line in self.process.stdout:
            self.lines.append(line)
            if READY.search(line):
                return float(READY.search(line)[1])
        raise AssertionError("".join(self.lines))

    def sign_ins(self):
        """The passwords as they are printed after the ready line, by user name."""
        found = {}
        while len(found) < 3:
            match = re.search(r"sign in as (\w+) +password (\S+)", self.process.stdout.readline())
            if match:
                found[match[1]] = match[2]
        return found

    def open(self, path, **headers):
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        return urllib.request.urlopen(request, timeout=10)

    def token(self, username, password):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/api/token/",
            json.dumps({"username": username, "password": password}).encode(),
            {"Content-Type": "application/json"},
        )
        return json.load(urllib.request.urlopen(request, timeout=10))["token"]

    def projects(self, username):
        token = self.token(username, self.passwords[username])
        with self.open("/api/projects/", Authorization=f"Token {token}") as answer:
            return json.load(answer)

    def watch(self, username, stream):
        """An open socket of a person who signed in on the page."""
        site = f"http://127.0.0.1:{self.port}"
        cookies = http.cookiejar.CookieJar()
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
        browser.open(f"{site}/sign-in/", timeout=10).close()
        form = {
            "username": username,
            "password": self.passwords[username],
            "csrfmiddlewaretoken": next(c.value for c in cookies if c.name == "csrftoken"),
        }
        browser.open(f"{site}/sign-in/", urllib.parse.urlencode(form).encode(), timeout=10).close()
        session = "; ".join(f"{cookie.name}={cookie.value}" for cookie in cookies)
        address = f"ws://127.0.0.1:{self.port}/ws/streams/{stream}/?after=0"
        return connect(address, origin=site, additional_headers={"Cookie": session})

    def end(self, number=signal.SIGINT):
        self.process.send_signal(number)
        rest, _ = self.process.communicate(timeout=30)
        return self.process.returncode, rest


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("studio") / "data"


@pytest.fixture(scope="module")
def studio(folder):
    running = Studio(folder, free_port())
    running.until_ready()
    running.passwords = running.sign_ins()
    yield running
    running.process.kill()
    running.process.communicate()


def test_the_first_page_asks_to_sign_in(studio):
    with studio.open("/") as page:
        assert page.status == 200
        assert page.url.endswith("/sign-in/?next=/")


def test_the_pages_script_is_served_and_checked_again_for_changes(studio):
    with studio.open("/static/studio/studio.js") as script:
        assert script.headers["Content-Type"].startswith("text/javascript")
        assert "max-age=0" in script.headers["Cache-Control"]
        assert script.headers["ETag"]


def test_each_printed_sign_in_works(studio):
    assert set(studio.passwords) == {"creative", "reviewer", "admin"}
    for username, password in studio.passwords.items():
        assert studio.token(username, password)


def test_the_creative_finds_the_demo_project(studio):
    assert studio.projects("creative")[0]["name"] == "Demo: autumn campaign"


def test_a_member_is_told_every_event_from_the_first_on(studio):
    project = studio.projects("creative")[0]["id"]
    with studio.watch("creative", f"project.{project}") as stream:
        numbers = [json.loads(stream.recv(timeout=10))["number"] for _ in range(8)]
    assert numbers == [1, 2, 3, 4, 5, 6, 7, 8]


def test_a_stream_that_is_not_ones_own_is_closed(studio):
    stream = studio.watch("creative", "project.00000000-0000-0000-0000-000000000000")
    with stream, pytest.raises(ConnectionClosedError) as closing:
        stream.recv(timeout=10)
    assert closing.value.rcvd.code == 4403


def test_a_socket_of_another_site_is_refused(studio):
    address = f"ws://127.0.0.1:{studio.port}/ws/streams/project.x/"
    with pytest.raises(InvalidStatus) as refusal:
        connect(address, origin="http://evil.example").close()
    assert refusal.value.response.status_code == 403


def test_a_second_studio_on_the_folder_is_refused_in_one_line(studio, folder):
    second = Studio(folder, free_port())
    said, _ = second.process.communicate(timeout=30)
    assert second.process.returncode == 1
    assert said.count("\n") == 1
    assert f"is in use by the studio at http://127.0.0.1:{studio.port}/" in said


def test_a_taken_port_is_one_line_that_says_what_to_do(studio, tmp_path):
    second = Studio(tmp_path / "data", studio.port)
    said, _ = second.process.communicate(timeout=30)
    assert second.process.returncode == 1
    assert said.count("\n") == 1
    assert f"Port {studio.port} of 127.0.0.1 cannot be used" in said
    assert "IMPRIMATUR_PORT=" in said


def test_a_setting_that_cannot_be_understood_is_one_line(tmp_path):
    second = Studio(tmp_path / "data", free_port(), IMPRIMATUR_THREADS="many")
    said, _ = second.process.communicate(timeout=30)
    assert second.process.returncode == 1
    assert said.startswith("studio: IMPRIMATUR_THREADS is 'many'")
    assert said.count("\n") == 1


def test_a_worker_that_was_killed_is_started_again(studio):
    workers = [
        child
        for child in psutil.Process(studio.process.pid).children()
        if "celery" in child.cmdline() and "gate" in child.cmdline()
    ]
    (worker,) = workers
    worker.kill()
    for line in studio.process.stdout:
        if "gate ended (signal SIGKILL); starting it again" in line:
            break
    else:
        raise AssertionError("the supervisor said nothing")


def test_ctrl_c_ends_every_process(studio):
    # Redis, four workers, the steward and the server; the worker killed before may be starting.
    until = time.monotonic() + 30
    while len(children := psutil.Process(studio.process.pid).children(recursive=True)) < 7:
        assert time.monotonic() < until, children
        time.sleep(0.2)
    code, _ = studio.end()
    assert code == 0
    assert not psutil.wait_procs(children, timeout=5)[1]
    with pytest.raises(urllib.error.URLError):
        studio.open("/")


@pytest.fixture(scope="module")
def next_run(studio, folder):
    """The folder's second studio, started when its first has ended."""
    running = Studio(folder, free_port())
    running.seconds = running.until_ready()
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.communicate()


def test_the_next_run_keeps_the_data(studio, next_run):
    assert next_run.seconds < 60
    assert next_run.sign_ins() == studio.passwords


def test_a_studio_that_was_killed_leaves_no_process(next_run):
    children = psutil.Process(next_run.process.pid).children(recursive=True)
    assert children
    next_run.process.kill()
    next_run.process.communicate()
    assert not psutil.wait_procs(children, timeout=5)[1]
