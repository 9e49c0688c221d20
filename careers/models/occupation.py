"""The line of the classification that official figures hang on."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce


class EducationLevel(models.TextChoices):
    """Levels as job seekers meet them, lowest first."""

    NONE = "none", "No formal credential"
    HIGH_SCHOOL = "high_school", "High school diploma"
    SOME_COLLEGE = "some_college", "Some college, no degree"
    CERTIFICATE = "certificate", "Certificate, license or apprenticeship"
    ASSOCIATES = "associates", "Associate degree"
    BACHELORS = "bachelors", "Bachelor’s degree"
    MASTERS = "masters", "Master’s degree"
    DOCTORAL = "doctoral", "Doctoral or professional degree"


class OccupationQuerySet(models.QuerySet["Occupation"]):
    def point_at_newest_figures(self) -> None:
        """Set `wages` (national), `projection`, `attainment` and `skill_scores` to their newest rows.

        An occupation without rows of its own takes those of the occupation it is reported as.
        Lists sort and join by these columns; whatever writes figures calls this in its transaction.
        """

        def newest(model: type[models.Model], **where: None) -> Coalesce:
            rows = model._default_manager.filter(**where).order_by("-release__period", "-pk")
            own, wider = (
                Subquery(rows.filter(occupation=OuterRef(source)).values("pk")[:1])
                for source in ("pk", "reported_as")
            )
            return Coalesce(own, wider)

        from .projection import EducationalAttainment, Projection, SkillScores
        from .wages import WageEstimate

        self.update(
            wages=newest(WageEstimate, area=None),
            projection=newest(Projection),
            attainment=newest(EducationalAttainment),
            skill_scores=newest(SkillScores),
        )


class Occupation(models.Model):
    """A line of the Standard Occupational Classification, 2018."""

    soc_code = models.CharField(
        "SOC code",
        max_length=7,
        unique=True,
        validators=[
            RegexValidator(
                r"\A\d\d-\d{4}\Z",
                "Write the code as two digits, a hyphen and four digits, such as 15-2051.",
            )
        ],
        help_text="Two digits, a hyphen, four digits: 15-2051.",
    )
    title = models.CharField(
        max_length=150, help_text="As the classification prints it: “Data Scientists”."
    )
    wages = models.ForeignKey(
        "WageEstimate", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    projection = models.ForeignKey(
        "Projection", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    attainment = models.ForeignKey(
        "EducationalAttainment", models.SET_NULL, null=True, editable=False, related_name="+"
    )

    skill_scores = models.ForeignKey(
        "SkillScores", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    reported_as = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="members",
        help_text="The wider occupation whose figures stand for this one, where BLS publishes no others.",
    )

    objects = OccupationQuerySet.as_manager()

    ALL = "00-0000"

    class Meta:
        ordering = ["title"]

    def __str__(self) -> str:
        return f"{self.title} ({self.soc_code})"

    @property
    def paid_as_id(self) -> int:
        """Id of the occupation whose wages are this one's: its own, or the wider one's."""
        return self.reported_as_id or self.pk
