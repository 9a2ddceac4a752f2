"""Every environment variable the studio reads, with its type, default and meaning."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from django.core.exceptions import ImproperlyConfigured
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from editor.webhooks.addresses import networks
from jobs.s3_addresses import folders_of

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

BASE_DIR = Path(__file__).resolve().parent.parent
PREFIX = "IMPRIMATUR_"


class Environment(BaseSettings):
    """Read once from variables named ``IMPRIMATUR_<FIELD>``."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="ignore", frozen=True)

    data_dir: Path = Field(Path("data"), description="Folder of the embedded database and pictures")
    port: int = Field(8000, ge=1, le=65535, description="Port of 127.0.0.1 that `studio` serves")
    demo: bool = Field(True, description="Make the demo project when `studio` starts")
    secret_key: str = Field(
        "", description="Signs sessions; made and kept in the data folder when empty"
    )
    debug: bool = Field(False, description="Django's debug pages; never on a public address")
    allowed_hosts: str = Field(
        "127.0.0.1,localhost", description="Host names to answer, comma-separated"
    )
    session_hours: float = Field(
        336.0, gt=0, description="How long a person stays signed in on the pages"
    )
    api_requests_per_minute: int = Field(
        600, ge=0, description="REST requests of one person or token in a minute; 0 for no limit"
    )
    api_anonymous_per_minute: int = Field(
        60, ge=0, description="REST requests without a sign-in from one address; 0 for no limit"
    )
    proxies: int = Field(
        0, ge=0, le=9, description="Reverse proxies in front, whose `X-Forwarded-For` is believed"
    )
    oidc_issuer: str = Field(
        "",
        pattern=r"^(https://[^\s?#]+|http://(127\.0\.0\.1|localhost)(:\d+)?[^\s?#]*)?$",
        description="Issuer that sign-ins are taken from (OpenID Connect), as it writes itself",
    )
    oidc_client_id: str = Field("", description="What the provider calls this studio")
    oidc_client_secret: str = Field("", description="What the studio proves that with")
    oidc_name: str = Field("single sign-on", description="What people call the provider")
    oidc_accounts: Literal["invited", "new"] = Field(
        "invited", description="Who comes in by the provider: `invited`, or `new` accounts too"
    )
    second_factor: Literal["optional", "required"] = Field(
        "optional", description="Whether everybody needs a second factor: `optional` or `required`"
    )
    picture_link_hours: int = Field(
        168, ge=0, le=168, description="Longest that a link to a picture may work; 0 gives out none"
    )
    email_url: str = Field(
        "",
        pattern=r"^(smtps?(\+tls)?://[^\s/]+)?$",
        description="`smtp://`, `smtp+tls://` or `smtps://user:password@host:port`; none if empty",
    )
    email_from: str = Field(
        "imprimatur@localhost", description="Address that the studio's e-mail comes from"
    )
    notice_mail_seconds: float = Field(
        120.0, ge=0, description="How long a person's notices are gathered into one e-mail"
    )
    public_address: str = Field(
        "",
        pattern=r"^(https?://[^/?#\s]+)?$",
        description="`https://host` of links in messages; `http://127.0.0.1:<port>` when empty",
    )
    secure: bool = Field(False, description="Set when served over HTTPS: secure cookies, HSTS")
    database_url: str = Field(
        "", description="`postgresql://user:password@host:port/name`; SQLite when empty"
    )
    redis_url: str = Field(
        "", description="`redis://host:port/db`; the embedded Redis of the data folder when empty"
    )
    s3_bucket: str = Field("", description="Keep artifacts in this S3 bucket instead of on disk")
    s3_endpoint_url: str = Field("", description="Address of an S3-compatible server")
    s3_region: str = Field("", description="Region of the buckets")
    s3_sources: str = Field(
        "", description="Buckets to take pictures from, `bucket` or `bucket/folder`; none if empty"
    )
    max_upload_megabytes: int = Field(64, ge=1, description="Largest file that intake accepts, MB")
    max_megapixels: int = Field(100, ge=1, description="Largest picture that intake decodes, MP")
    checkpoint: str = Field(
        "", description="diffusers text-to-image checkpoint, folder or hub id; the starter if empty"
    )
    checkpoint_revision: str = Field("", description="Commit of that checkpoint on the hub")
    inpaint_model: str = Field(
        "", description="diffusers checkpoint for strategy `model`, folder or hub id; ours if empty"
    )
    inpaint_revision: str = Field("", description="Commit of that checkpoint on the hub")
    device: Literal["cpu", "cuda"] = Field("cpu", description="Where torch models run")
    threads: int = Field(2, ge=1, le=256, description="CPU threads that one model may take")
    memory_floor_megabytes: int = Field(
        1024, ge=0, description="With less memory free, models that rest are unloaded, MB"
    )
    ledger_key: str = Field(
        "", description="Ed25519 key (PEM) of the ledger; made in the data folder when empty"
    )
    ledger_heads: str = Field(
        "", description="Folder that signed heads are also written to, best on another machine"
    )
    ledger_head_seconds: float = Field(
        300.0, gt=0, description="How long new ledger entries may stand without a signed head"
    )
    lease_seconds: float = Field(
        15.0, ge=1, description="A worker silent for this long has lost its step"
    )
    events_per_second: float = Field(
        4.0, gt=0, description="Most progress events a step may send each second"
    )

    signing_certificates: str = Field(
        "",
        description="PEM chain that signs publications, text or file; a development CA if empty",
    )
    signing_key: str = Field("", description="PEM key of that certificate, its text or its file")
    signing_callback: str = Field(
        "", description="`package.module.function` that signs bytes, for a key in a KMS"
    )
    timestamp_url: str = Field("", description="RFC 3161 service that dates signatures")
    trust_anchors: str = Field(
        "", description="PEM of the CAs whose signatures are shown as trusted, its text or its file"
    )

    webhook_networks: str = Field(
        "", description="Networks that are not public, such as `10.1.0.0/16`, webhooks may go to"
    )

    @field_validator("webhook_networks")
    @classmethod
    def _names_networks(cls, value: str) -> str:
        networks(value)
        return value

    @field_validator("s3_sources")
    @classmethod
    def _names_buckets(cls, value: str) -> str:
        folders_of(value)
        return value


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The process's environment, read on first use.

    Raises ImproperlyConfigured with one line a variable that cannot be understood.
    """
    try:
        return Environment()
    except ValidationError as error:
        raise ImproperlyConfigured("\n".join(map(explain, error.errors()))) from None


def explain(problem: ErrorDetails) -> str:
    """Say in one line which variable is wrong, what it holds and what was expected."""
    name = f"{PREFIX}{problem['loc'][0]}".upper()
    return f"{name} is '{problem['input']}': {problem['msg'].lower()}."


def data_folder() -> Path:
    """The data folder as an absolute path; a relative one starts at the repository."""
    return (BASE_DIR / environment().data_dir).resolve()
