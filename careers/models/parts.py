"""The ordered parts of a career page. Each row is edited and moved on its own."""

from typing import Any

from django.db import models, transaction

from .career import Career, Part
from .occupation import EducationLevel


class AlternateTitle(Part):
    """Another name people search for."""

    career = models.ForeignKey(Career, models.CASCADE, related_name="alternate_titles")
    title = models.CharField(
        max_length=100, help_text="Include initials and everyday words: “RN”, “sparky”."
    )

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["career", "title"],
                name="alternate_title_once_per_career",
                violation_error_message="This title is in the list already.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and make it a title to search by."""
        from careers import title_search

        with transaction.atomic():
            super().save(*args, **kwargs)
            title_search.write_titles([self.career])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        from careers import title_search

        with transaction.atomic():
            deleted = super().delete(*args, **kwargs)
            title_search.write_titles([self.career])
        return deleted


class EducationRoute(Part):
    """A level of schooling that leads into the career, and who asks for it."""

    career = models.ForeignKey(Career, models.CASCADE, related_name="education_routes")
    level = models.CharField(max_length=20, choices=EducationLevel)
    standing = models.CharField(
        max_length=60, help_text="“The usual minimum”, “An advantage”, “For research”."
    )
    text = models.TextField(help_text="Subjects, length, who asks for it.")

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["career", "level"],
                name="education_level_once_per_career",
                violation_error_message="This level is in the list already.",
            )
        ]

    def __str__(self) -> str:
        return self.get_level_display()


class Moment(Part):
    """One timed entry of the day in the life."""

    career = models.ForeignKey(Career, models.CASCADE, related_name="moments")
    time = models.TimeField()
    title = models.CharField(max_length=80)
    text = models.TextField()

    def __str__(self) -> str:
        return f"{self.time:%H:%M} {self.title}" if self.time else self.title


class Step(Part):
    """One step on the way into the career."""

    career = models.ForeignKey(Career, models.CASCADE, related_name="steps")
    title = models.CharField(max_length=100, help_text="Begin with a verb: “Earn the license”.")
    text = models.TextField()
    optional = models.BooleanField(default=False, help_text="Many people skip this step.")

    def __str__(self) -> str:
        return self.title


class Skill(Part):
    career = models.ForeignKey(Career, models.CASCADE, related_name="skills")
    name = models.CharField(max_length=80)
    text = models.TextField(help_text="What the skill looks like in this job.")

    def __str__(self) -> str:
        return self.name


class Responsibility(Part):
    career = models.ForeignKey(Career, models.CASCADE, related_name="responsibilities")
    text = models.CharField(max_length=250, help_text="Begin with a verb; no full stop at the end.")

    class Meta(Part.Meta):
        verbose_name_plural = "responsibilities"

    def __str__(self) -> str:
        return self.text


class InterviewQuestion(Part):
    class Kind(models.TextChoices):
        BACKGROUND = "Background"
        BEHAVIORAL = "Behavioral"
        COMMUNICATION = "Communication"
        JUDGMENT = "Judgment"
        MOTIVATION = "Motivation"
        SITUATIONAL = "Situational"
        TECHNICAL = "Technical"

    career = models.ForeignKey(Career, models.CASCADE, related_name="interview_questions")
    question = models.CharField(max_length=250)
    kind = models.CharField(max_length=20, choices=Kind)
    looking_for = models.TextField(
        "what the interviewer is looking for",
        help_text="What a strong answer does, what a weak one leaves out. Two to four sentences.",
    )

    def __str__(self) -> str:
        return self.question


class Source(Part):
    """Where the text comes from, or where to read on. Figures carry their own source."""

    career = models.ForeignKey(Career, models.CASCADE, related_name="sources")
    title = models.CharField(max_length=150)
    publisher = models.CharField(max_length=120)
    url = models.URLField("address")

    def __str__(self) -> str:
        return self.title
