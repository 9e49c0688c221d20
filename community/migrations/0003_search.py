"""The search index of the board. `manage.py reindex` fills it where there are questions already."""

from django.db import ProgrammingError, migrations, transaction

SQLITE = [
    """
    CREATE VIRTUAL TABLE community_search USING fts5(
        title, text, filters, tokenize = 'porter unicode61', prefix = '2 3'
    )
    """,
]
# No foreign key: the row of a question that is gone shows nothing, and tables can be emptied.
POSTGRESQL = [
    """
    CREATE TABLE community_search (
        question_id bigint PRIMARY KEY,
        title text NOT NULL,
        title_vector tsvector GENERATED ALWAYS AS (to_tsvector('english', title)) STORED,
        vector tsvector NOT NULL
    )
    """,
    "CREATE INDEX community_search_vector ON community_search USING gin (vector)",
    "CREATE INDEX community_search_title ON community_search USING gin (title_vector)",
    "CREATE INDEX community_search_trigrams ON community_search USING gin (title gin_trgm_ops)",
]
NO_TRIGRAMS = (
    "The search index needs PostgreSQL's extension pg_trgm, and this role may not create it. "
    "Let a superuser run CREATE EXTENSION pg_trgm; in this database, then migrate again."
)


def create(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    if postgresql:
        try:
            with transaction.atomic(using=schema_editor.connection.alias):
                schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        except ProgrammingError as error:
            raise ProgrammingError(NO_TRIGRAMS) from error
    for statement in POSTGRESQL if postgresql else SQLITE:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE community_search")


class Migration(migrations.Migration):
    dependencies = [("community", "0002_moderators_group")]
    operations = [migrations.RunPython(create, drop)]
