import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("jobs", "0001_first"),
    ]

    operations = [
        migrations.AddField(
            model_name="job",
            name="replay_of",
            field=models.ForeignKey(
                blank=True,
                help_text="the job that this one runs again, to compare; empty for any other",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replays",
                to="jobs.job",
            ),
        ),
        migrations.AddField(
            model_name="stepoutput",
            name="facts",
            field=models.JSONField(
                blank=True,
                help_text="of a delivery; null for what a step gave at its end",
                null=True,
            ),
        ),
        migrations.CreateModel(
            name="Preview",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="the delivery's name, such as sample.000", max_length=50
                    ),
                ),
                ("data", models.BinaryField(help_text="WebP")),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "step",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="previews",
                        to="jobs.step",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("step", "name"), name="preview_once_a_name")
                ],
            },
        ),
    ]
