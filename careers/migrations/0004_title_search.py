"""The index of job titles: careers/title_search.py writes and reads it.

`manage.py load_starter` and `manage.py reindex` fill it where there are careers already.
"""

from django.db import migrations

SQLITE = [
    """
    CREATE VIRTUAL TABLE careers_title_search USING fts5(
        tokens, owner UNINDEXED, title UNINDEXED, folded UNINDEXED, main UNINDEXED, detail = none, tokenize = "ascii tokenchars '=!_+#'", prefix = '2 3'
    )
    """,
]
# No foreign key: the row of a title that is gone finds nothing, and tables can be emptied.
POSTGRESQL = [
    """
    CREATE TABLE careers_title_search (
        title_id bigint PRIMARY KEY,
        tokens tsvector NOT NULL,
        owner bigint NOT NULL,
        title text NOT NULL,
        folded text NOT NULL,
        main boolean NOT NULL
    )
    """,
    # Without a list of rows still to be sorted in, which every search after an import would read.
    """
    CREATE INDEX careers_title_search_tokens ON careers_title_search USING gin (tokens)
    WITH (fastupdate = off)
    """,
    # With statistics the planner takes the beginning of a word for a tenth of the table, which it
    # then reads whole (15 ms); without, for one in 250 rows, for which it uses the index (3 ms).
    "ALTER TABLE careers_title_search ALTER COLUMN tokens SET STATISTICS 0",
]


def create(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL if postgresql else SQLITE:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE careers_title_search")


class Migration(migrations.Migration):
    dependencies = [("careers", "0003_official_data")]
    operations = [migrations.RunPython(create, drop)]
