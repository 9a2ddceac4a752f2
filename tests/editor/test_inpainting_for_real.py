"""The inpaint call the whole way: from two objects of a bucket to a proof."""

import numpy as np
import pytest

from editor.models import Proof
from jobs import artifacts, s3_reading
from jobs.s3_addresses import folders_of
from jobs.stages.codec import decode_picture, decode_plane
from tests import factories
from tests import s3_server as servers
from tests.editor.api import scene as scenes
from tests.jobs.trials import work

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def objects(settings, monkeypatch):
    """The bucket of the article's call, with its photo and its mask."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", servers.KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", servers.SECRET)
    s3_reading._bucket.cache_clear()
    with servers.s3_server() as address, servers.bucket(address, "bucket") as client:
        settings.JOBS_S3_SOURCES = {
            "folders": folders_of("bucket"),
            "endpoint_url": address,
            "region_name": servers.REGION,
        }
        photo = factories.picture_bytes(160, 120, seed=1, form="JPEG")
        client.put_object(Bucket="bucket", Key="photo.jpg", Body=photo)
        client.put_object(Bucket="bucket", Key="mask.png", Body=factories.mask_bytes(160, 120))
        yield client


def test_from_two_addresses_to_a_proof_with_every_other_pixel_untouched(objects):
    scene = scenes.build()
    call = {
        "image": "s3://bucket/photo.jpg",
        "mask": "s3://bucket/mask.png",
        "hint": "replace with sky gradient, soften edges",
        "seed": 12345,
        "deterministic": True,
    }
    address = f"/api/projects/{scene.project.id}/inpaint/"
    answer = scene.client("creative").post(address, call, "json").json()
    job = work(Proof.objects.get(pk=answer["proof"]).job)
    assert (job.status, job.error) == ("done", "")
    before = decode_picture(artifacts.read(job.source_id)).pixels
    after = decode_picture(artifacts.read(job.result_id)).pixels
    inside = decode_plane(artifacts.read(answer["mask"])) > 0
    assert np.array_equal(before[~inside], after[~inside])
    assert (before[inside] != after[inside]).any()
    assert np.array_equal(decode_plane(artifacts.read(job.result_mask_id)) > 0, inside)
    proof = scene.client("reviewer").get(answer["proof_address"]).json()
    assert proof["digest"] == job.result_id
    assert [fetch["address"] for fetch in proof["fetches"]] == [call["image"], call["mask"]]
