"""The whole journey over REST: upload, find text, render, review, publish, read the record.

    python docs/journey.py http://127.0.0.1:8000 photo.jpg \
        --creative NAME:PASSWORD --reviewer NAME:PASSWORD --admin NAME:PASSWORD

Needs nothing but Python. Ends with 0 when the picture is published, with 3 when the gate or the
reviewer's rules stopped it, and with 2 when the studio refused a request.
"""

from __future__ import annotations

import argparse
import json
import mimetypes
import secrets
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

PATIENCE = 600.0
"""Seconds to wait for one job."""


class Refused(Exception):
    """The studio said no."""


class Studio:
    """The studio as one signed-in person sees it."""

    def __init__(self, address: str, account: str) -> None:
        self.address = address.rstrip("/")
        self.token = ""
        name, _, password = account.partition(":")
        signed_in = self.call("POST", "token/", {"username": name, "password": password})
        self.name, self.token = name, signed_in["token"]

    def call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        """Send JSON, get JSON."""
        data = None if body is None else json.dumps(body).encode()
        return json.loads(self.send(method, path, data, "application/json"))

    def upload(self, path: str, file: Path) -> Any:
        """Send a file as the field ``file`` of a form."""
        boundary = secrets.token_hex(16)
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; '
            f'filename="{file.name}"\r\nContent-Type: {kind}\r\n\r\n'
        )
        data = head.encode() + file.read_bytes() + f"\r\n--{boundary}--\r\n".encode()
        return json.loads(
            self.send("POST", path, data, f"multipart/form-data; boundary={boundary}")
        )

    def send(self, method: str, path: str, data: bytes | None, content_type: str) -> bytes:
        """One request, with this person's token; its answer's bytes."""
        request = urllib.request.Request(  # noqa: S310  the address is the reader's own studio
            f"{self.address}/api/{path}", data=data, method=method
        )
        if data is not None:
            request.add_header("Content-Type", content_type)
        if self.token:
            request.add_header("Authorization", f"Token {self.token}")
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310
                return bytes(answer.read())
        except urllib.error.HTTPError as error:
            with error:
                raise Refused(f"{method} {path}: {error.code} {_reason(error.read())}") from error
        except urllib.error.URLError as error:
            raise Refused(f"{self.address} does not answer: {error.reason}") from error

    def follow(self, project: str, job: str) -> Any:
        """Print a job's events as they come, until it is over; its final state."""
        after, until = 0, time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for event in self.call("GET", f"projects/{project}/events/?after={after}"):
                after = event["number"]
                if event["job"] == job:
                    _tell(event)
            found = self.call("GET", f"jobs/{job}/")
            if found["status"] in {"done", "failed", "cancelled"}:
                return found
            time.sleep(0.3)
        raise Refused(f"Job {job} was not over after {PATIENCE:.0f} seconds.")


def journey(arguments: argparse.Namespace) -> int:
    """From a file to a publication; the exit code."""
    creative = Studio(arguments.address, arguments.creative)
    reviewer = Studio(arguments.address, arguments.reviewer)
    admin = Studio(arguments.address, arguments.admin)

    project = creative.call("POST", "projects/", {"name": arguments.project})["id"]
    member = {"username": reviewer.name, "role": "reviewer"}
    creative.call("POST", f"projects/{project}/members/", member)
    say(f"{creative.name} leads “{arguments.project}”, {reviewer.name} reviews.")

    candidate = creative.upload(f"projects/{project}/candidates/", arguments.photo)
    say(f"Uploaded {candidate['name']}; looking for text.")
    creative.follow(project, candidate["finding"])
    for region in creative.call("GET", f"candidates/{candidate['id']}/")["regions"]:
        say(f"  found “{region['text']}” ({region['detection_confidence']:.2f})")

    for step in creative.call("GET", f"candidates/{candidate['id']}/plan/?recipe=remove-text"):
        pins = ", ".join(f"{pin['id']} {pin['version']}" for pin in step["pins"])
        say(f"  will run {step['stage']} {step['version']}: {pins}")
    wish = {"recipe": "remove-text", "seed": arguments.seed}
    proof = creative.call("POST", f"candidates/{candidate['id']}/renders/", wish)
    job = creative.follow(project, proof["job"])
    if job["status"] != "done":
        say(f"The render {job['status']}: {job['error']}")
        return 3
    for check in creative.call("GET", f"proofs/{proof['id']}/gate/")["checks"]:
        say(f"  gate: {check['title']} {check['score']:.2f} of {check['threshold']:g}: "
            f"{check['verdict']}")  # fmt: skip
    if job["verdict"] != "pass":
        say("The gate did not pass this proof, so nobody can approve it.")
        return 3

    (waiting,) = (one for one in reviewer.call("GET", "reviews/")["results"]
                  if one["id"] == proof["id"])  # fmt: skip
    verdict = {"verdict": "approved", "digest": waiting["digest"]}
    reviewer.call("POST", f"proofs/{proof['id']}/review/", verdict)
    say(f"{reviewer.name} approved {waiting['digest'][:12]}.")
    order = creative.call("POST", f"proofs/{proof['id']}/publication/")
    say(f"Published at {arguments.address.rstrip('/')}{order['publication']['address']}")

    record = admin.call("GET", f"jobs/{proof['job']}/record/")
    say(f"{admin.name} reads how it was made:")
    for step in record["steps"]:
        say(f"  {step['stage']} {step['stage_version']}, seed {step['seed']}, asked by "
            f"{step['asked_by']}: picture {step['outputs']['picture'][:12]}")  # fmt: skip
    if arguments.record:
        arguments.record.write_text(json.dumps(record, indent=2) + "\n", encoding="utf-8")
    return 0


def say(line: str) -> None:
    """One line to the person at the terminal, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _tell(event: dict[str, Any]) -> None:
    told = event["payload"]
    if event["kind"] == "step.finished":
        say(f"  {told['stage']} {told['status']} after {told['seconds']:.1f} s {told['error']}")


def _reason(answer: bytes) -> str:
    try:
        told = json.loads(answer)
    except ValueError:
        return answer[:200].decode(errors="replace")
    lines = [f"line {one['line']}: {one['message']}" for one in told.get("problems", [])]
    return "; ".join([f"{told.get('field', '')} {told.get('detail', '')}".strip(), *lines])


def main() -> int:
    """Read the command line and go."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("address", help="where the studio is, such as http://127.0.0.1:8000")
    parser.add_argument("photo", type=Path, help="a picture with text printed over it")
    for role in ("creative", "reviewer", "admin"):
        parser.add_argument(f"--{role}", required=True, metavar="NAME:PASSWORD")
    parser.add_argument("--project", default="A journey", help="name of the project to create")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--record", type=Path, help="file to write the record to")
    try:
        return journey(parser.parse_args())
    except (Refused, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main())
