"""Recorded events of quality, reviews and fulfilment as rows."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("credit", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="RecordedRow",
            fields=[
                ("index", models.BigIntegerField(primary_key=True, serialize=False)),
                ("exhibit", models.CharField(max_length=64)),
                ("event", models.CharField(max_length=200)),
                ("party", models.CharField(db_index=True, max_length=200)),
                ("role", models.CharField(max_length=12)),
                ("kind", models.CharField(max_length=40)),
                ("organisation", models.CharField(db_index=True, max_length=120)),
                ("source_sha256", models.CharField(max_length=64)),
                ("at", models.DateTimeField()),
                ("record", models.BinaryField()),
            ],
        ),
    ]
