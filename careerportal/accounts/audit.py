"""Who did what to whom: kept for later questions, never changed, and without anybody's words."""

from datetime import datetime
from textwrap import wrap
from typing import Any

from django.db import models
from django.utils import timezone


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def update(self, **columns: Any) -> int:
        raise TypeError("The audit log is append-only.")

    def bulk_update(self, *args: Any, **options: Any) -> int:
        raise TypeError("The audit log is append-only.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise TypeError(
            "The audit log is append-only: only `forget` ends entries, when they are old."
        )

    def forget(self, before: datetime) -> int:
        """Delete what is older. For the command that carries out the retention periods only."""
        return models.QuerySet(self.model, using=self.db).filter(at__lt=before).delete()[0]


class AuditEntry(models.Model):
    """One act: ids and codes. Numbers, not keys to rows, so that it outlives what it is about.

    It holds no name and no text: an account that is gone leaves nothing in it but a number.
    """

    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor_id = models.BigIntegerField(null=True, help_text="Of the user; empty: the site itself.")
    action = models.CharField(max_length=40, help_text="Like “post.approve” or “group.add”.")
    subject = models.CharField(max_length=20, help_text="The kind of thing: “post”, “member”.")
    subject_id = models.BigIntegerField()
    detail = models.CharField(max_length=100, blank=True, help_text="Codes and ids.")

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "audit entries"
        indexes = [models.Index(fields=["subject", "subject_id", "-id"], name="audit_of_subject")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_id}: {self.action} {self.subject_id}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("The audit log is append-only.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("The audit log is append-only.")


def record(
    actor: models.Model | None, action: str, subject: models.Model, detail: str = ""
) -> None:
    """Write down that `actor` did `action`. Call in the transaction of the act.

    `detail` is for codes and ids only: what people wrote and are called has no place here.
    """
    kind = "member" if subject._meta.label_lower == "accounts.user" else subject._meta.model_name
    AuditEntry.objects.create(
        actor_id=actor.pk if actor else None,
        action=action,
        subject=str(kind),
        subject_id=subject.pk,
        detail=detail,
    )


def record_difference(
    actor: models.Model | None,
    action: str,
    subject: models.Model,
    before: set[int],
    after: set[int],
) -> None:
    """Write down which ids came and went, like “+3 -5”: nothing when none did, more rows for many."""
    ids = [f"+{pk}" for pk in sorted(after - before)] + [f"-{pk}" for pk in sorted(before - after)]
    length = AuditEntry._meta.get_field("detail").max_length
    for detail in wrap(" ".join(ids), length or 0):
        record(actor, action, subject, detail)
