"""What the inpaint call is asked for in tests: the article's call, and one about a candidate."""

from django.core.files.uploadedfile import SimpleUploadedFile

BUCKET = "bucket"
PHOTO, MASK = f"s3://{BUCKET}/photo.jpg", f"s3://{BUCKET}/mask.png"
ARTICLE = {
    "image": PHOTO,
    "mask": MASK,
    "hint": "replace with sky gradient, soften edges",
    "seed": 12345,
    "deterministic": True,
}


def own(scene, **wish):
    """A call about the scene's candidate and its drawn mask."""
    return {"image": str(scene.candidate.id), "mask": f"candidate:{scene.candidate.id}", **wish}


def file(data: bytes, name: str = "photo.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)
