"""The table of the cache that all workers share where no CACHE_URL names a better one: it counts rate limits."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("innovation_db", "0002_roles")]

    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE innovation_db_cache (
                cache_key varchar(255) PRIMARY KEY,
                value text NOT NULL,
                expires timestamp with time zone NOT NULL
            );
            CREATE INDEX innovation_db_cache_expires ON innovation_db_cache (expires);
            """,
            "DROP TABLE innovation_db_cache",
        )
    ]
