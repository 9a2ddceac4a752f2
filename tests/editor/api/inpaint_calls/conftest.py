"""A bucket that may be read, and calls to it by a creative."""

import pytest

from jobs.s3_addresses import folders_of
from tests import s3_server as servers
from tests.editor.api.inpaint_calls.wishes import BUCKET


@pytest.fixture(scope="module")
def store():
    """A server's address, and a client with the bucket."""
    with servers.s3_server() as address, servers.bucket(address, BUCKET) as client:
        yield address, client


@pytest.fixture
def allowed(settings, monkeypatch):
    """The bucket and a folder of another one may be read, where nothing answers."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", servers.KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", servers.SECRET)
    settings.JOBS_S3_SOURCES = {
        "folders": folders_of(f"{BUCKET}, others/ours"),
        "endpoint_url": "http://127.0.0.1:9",
        "region_name": servers.REGION,
    }


@pytest.fixture
def objects(allowed, store, settings):
    """A client of the bucket, which holds the article's photo and mask."""
    from tests import factories

    settings.JOBS_S3_SOURCES["endpoint_url"], client = store
    photo = factories.picture_bytes(seed=1, form="JPEG")
    client.put_object(Bucket=BUCKET, Key="photo.jpg", Body=photo)
    client.put_object(Bucket=BUCKET, Key="mask.png", Body=factories.mask_bytes())
    return client


@pytest.fixture
def scene():
    # Models can be imported only once Django is set up, which is after this file is read.
    from tests.editor.api import scene as scenes

    return scenes.build()


@pytest.fixture
def call(scene):
    """Send a call as the creative: JSON unless told."""

    def send(form="json", role="creative", **wish):
        address = f"/api/projects/{scene.project.id}/inpaint/"
        return scene.client(role).post(address, wish, form)

    return send


@pytest.fixture
def refused(call):
    """Send a call that must be refused and leave nothing; its status, field and words."""
    from editor.models import Candidate, Fetch, Proof
    from jobs.models import Artifact, Job

    tables = (Candidate, Proof, Job, Artifact, Fetch)

    def send(form="json", **wish):
        kept = [kind.objects.count() for kind in tables]
        response = call(form, **wish)
        assert response.status_code in {400, 404}, response.json()
        after = [kind.objects.count() for kind in tables]
        assert after == kept
        return response.status_code, response.json()["field"], response.json()["detail"]

    return send
