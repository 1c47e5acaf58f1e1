"""How closely each broadcast is watched."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("broadcasts", "0002_halted")]

    operations = [
        migrations.AddField("broadcastrow", "watch", models.PositiveSmallIntegerField(db_index=True, default=0)),
    ]
