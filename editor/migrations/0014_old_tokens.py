"""The tokens of before scopes go on for ninety days, known by their SHA-256 alone."""

import hashlib
from datetime import timedelta
from typing import Any

from django.db import migrations
from django.utils import timezone

SCOPES = ["read", "write", "review", "publish", "manage"]
GRACE = timedelta(days=90)


def take_over(apps: Any, schema_editor: Any) -> None:
    """Write each old token as one that may do all, and drop the table that held keys as they are.

    Their ledger entries name the same SHA-256, so that nobody's trail breaks.
    """
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        if "authtoken_token" not in connection.introspection.table_names(cursor):
            return
        cursor.execute("SELECT key, user_id FROM authtoken_token")
        found = cursor.fetchall()
        now = timezone.now()
        tokens = apps.get_model("editor", "ApiToken").objects
        for key, person in found:
            tokens.create(
                person_id=person,
                name="made before tokens had scopes",
                scopes=SCOPES,
                prefix=key[:6],
                key_sha256=hashlib.sha256(key.encode()).hexdigest(),
                made_at=now,
                expires_at=now + GRACE,
            )
        cursor.execute("DROP TABLE authtoken_token")


class Migration(migrations.Migration):
    dependencies = [("editor", "0013_api_tokens")]

    operations = [migrations.RunPython(take_over, migrations.RunPython.noop)]
