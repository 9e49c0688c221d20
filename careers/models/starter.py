from django.db import models


class StarterRecord(models.Model):
    """What `load_starter` last wrote under one key, so that it can tell an editor's change from its own.

    `key` is a kind and a name ("career:actuary", "occupation:15-2011"). The SHA-256 of the file's
    entry tells whether the file has changed since, that of the database's whether an editor has.
    """

    key = models.CharField(max_length=150, unique=True)
    file_digest = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.key
