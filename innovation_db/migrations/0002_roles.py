"""The groups that hold the roles. What each may do is the table in `innovation_db/roles.py`, not rows here."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

NAMES = [
    "Editor",
    "Publisher",
    "Zone manager",
    "Report author",
    "Report clearer",
    "Board member",
    "Administrator",
]


def add_groups(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    for name in NAMES:
        groups.get_or_create(name=name)


class Migration(migrations.Migration):
    dependencies = [("innovation_db", "0001_initial")]

    operations = [migrations.RunPython(add_groups, migrations.RunPython.noop)]
