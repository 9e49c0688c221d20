"""How often something may be done, counted in the database so that all processes share it."""

from django.db import models


class Bucket(models.Model):
    """How often `key` was used in the window that ends at `until`. The key holds no name or address."""

    key = models.CharField(max_length=120, unique=True)
    count = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.key}: {self.count}"
