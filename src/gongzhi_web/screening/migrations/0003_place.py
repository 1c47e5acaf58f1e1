from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("screening", "0002_evaded"),
    ]

    # Rows that no model has placed yet are placed by the follower when it starts.
    operations = [
        migrations.RemoveIndex(model_name="findingrow", name="finding_queue"),
        migrations.RemoveIndex(model_name="findingrow", name="finding_room_queue"),
        migrations.AddField("findingrow", "place", models.PositiveIntegerField(default=0)),
        migrations.AddField("findingrow", "ranked_by", models.CharField(default="", max_length=12)),
        migrations.AddIndex(
            "findingrow", models.Index(fields=["state", "-place", "index"], name="finding_queue")
        ),
        migrations.AddIndex(
            "findingrow",
            models.Index(fields=["broadcast", "state", "-place", "index"], name="finding_room_queue"),
        ),
        migrations.AddIndex("findingrow", models.Index(fields=["ranked_by"], name="finding_ranked_by")),
    ]
