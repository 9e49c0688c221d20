"""Places that wages are published for. The nation as a whole has no row: `area` is empty there."""

from django.db import models

from .release import DataRelease


class Area(models.Model):
    """A state, a territory, or a metropolitan or nonmetropolitan area, as OEWS divides the country."""

    class Kind(models.TextChoices):
        STATE = "state", "State"
        TERRITORY = "territory", "Territory"
        METRO = "metro", "Metropolitan area"
        NONMETRO = "nonmetro", "Nonmetropolitan area"

    code = models.CharField(
        max_length=7, unique=True, help_text="BLS area code: “6” for California, “41860”."
    )
    slug = models.SlugField(max_length=100, unique=True)
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind)
    state = models.CharField(
        max_length=2, help_text="Postal code; for an area in several states, of the first one."
    )
    release = models.ForeignKey(
        DataRelease,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        help_text="The newest release with wages for this area.",
    )

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return self.title

    @property
    def in_words(self) -> str:
        """The title as it stands inside a sentence: "the District of Columbia"."""
        definite = self.kind == self.Kind.NONMETRO or self.title.startswith(
            ("District", "Virgin", "Northern Mariana")
        )
        return f"the {self.title}" if definite else self.title
