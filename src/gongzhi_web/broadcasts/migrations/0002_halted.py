from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("broadcasts", "0001_initial")]

    operations = [
        migrations.AddField(model_name="broadcastrow", name="halted", field=models.TextField(default="")),
    ]
