"""A real server of the S3 protocol, and one that breaks it, for tests."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import boto3

REGION = "eu-central-1"
KEY, SECRET = "AKIATRIALTRIALTRIAL0", "never-to-be-told"
SILENCE = 30
"""Seconds for which the broken server says nothing."""


@contextmanager
def s3_server() -> Iterator[str]:
    """The address of moto's server, while it runs."""
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/moto-api/", timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    try:
        yield address
    finally:
        process.terminate()
        process.wait()


@contextmanager
def bucket(address: str, name: str) -> Iterator[Any]:
    """A client, with a new bucket that is emptied and deleted at the end."""
    client = boto3.client(
        "s3",
        endpoint_url=address,
        region_name=REGION,
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
    )
    location = {"LocationConstraint": REGION}
    client.create_bucket(Bucket=name, CreateBucketConfiguration=location)
    try:
        yield client
    finally:
        versions = client.list_object_versions(Bucket=name).get("Versions", [])
        for entry in versions:
            client.delete_object(Bucket=name, Key=entry["Key"], VersionId=entry["VersionId"])
        client.delete_bucket(Bucket=name)
        client.close()


class _Broken(BaseHTTPRequestHandler):
    """Answers by the key's name: ``short`` ends early, ``endless`` declares nothing, and so on."""

    def do_GET(self) -> None:
        getattr(self, f"_{self.path.rsplit('/', 1)[-1]}")()

    def _short(self) -> None:
        self._head(("Content-Length", "1000"))
        self.wfile.write(b"x" * 10)

    def _endless(self) -> None:
        self._head()
        for _ in range(64):
            self.wfile.write(b"x" * 2**20)

    def _silent(self) -> None:
        time.sleep(SILENCE)

    def _secretive(self) -> None:
        body = f"<Error><Code>Odd</Code><Message>{KEY} {SECRET}</Message></Error>".encode()
        self.send_response(400)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _head(self, *headers: tuple[str, str]) -> None:
        self.send_response(200)
        for name, value in (("ETag", '"e"'), *headers):
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@contextmanager
def broken_server() -> Iterator[str]:
    """The address of a server that speaks S3 badly."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Broken)
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
