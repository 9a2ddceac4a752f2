"""Where artifacts and static files lie: on disk, or in an S3 bucket."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from project.environment import Environment


def storage_settings(environment: Environment, data_dir: Path) -> dict[str, Any]:
    """Django's STORAGES: ``artifacts`` for pictures and records, ``staticfiles`` for pages."""
    if environment.s3_bucket:
        artifacts: dict[str, Any] = {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": environment.s3_bucket,
                "endpoint_url": environment.s3_endpoint_url or None,
                "region_name": environment.s3_region or None,
                "file_overwrite": True,
                "querystring_auth": True,
            },
        }
    else:
        artifacts = {
            "BACKEND": "jobs.disk.AtomicFileStorage",
            "OPTIONS": {"location": data_dir / "artifacts"},
        }
    return {
        "artifacts": artifacts,
        "default": artifacts,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
