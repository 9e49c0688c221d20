"""The career page itself. Its ordered parts are in parts.py, its figures in occupation.py."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Count, F, Prefetch, Q, Subquery
from django.urls import reverse
from django.utils.functional import cached_property

from careerportal import markdown
from careerportal.accounts.models import User
from careerportal.addresses import address
from careers.video import validate_video_url

from .occupation import EducationLevel, Occupation
from .profile import Profile
from .wages import PERCENTILES, WageEstimate
from .wording import first_sentence, guess_article

Viewer = User | AnonymousUser


class FieldQuerySet(models.QuerySet["Field"]):
    def with_counts(self, viewer: Viewer) -> "FieldQuerySet":
        """Fields that have careers for this viewer, each with `career_count`."""
        visible = Q(careers__in=Career.objects.visible_to(viewer))
        return (
            self.annotate(career_count=Count("careers", filter=visible))
            .filter(career_count__gt=0)
            .order_by("position", "name")
        )


class Field(models.Model):
    """A family of careers, such as Health care."""

    name = models.CharField(max_length=60, unique=True)
    slug = models.SlugField(max_length=60, unique=True)
    description = models.CharField(
        max_length=200, help_text="One sentence under the name of the field."
    )
    position = models.PositiveIntegerField(default=0)

    objects = FieldQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("careers:field", args=[self.slug])


_ROW = [
    "title", "slug", "state", "summary", "onet_code", "education_minimum", "related_occupation",
    "field__name", "profile__description",
    "occupation__soc_code", "occupation__reported_as", "occupation__projection__entry_level",
    *(f"occupation__wages__annual_{suffix}" for suffix in (*PERCENTILES, "mean")),
    "occupation__wages__hourly_median", "occupation__wages__hourly_mean",
    *(
        f"occupation__wages__release__{name}"
        for name in ("publisher", "name", "version", "period", "first_year", "last_year",
                     "annual_top_code", "hourly_top_code")
    ),
]  # fmt: skip
"""The columns of a row on a scale of pay."""


class CareerQuerySet(models.QuerySet["Career"]):
    def public(self) -> "CareerQuerySet":
        return self.exclude(state=Career.State.DRAFT)

    def visible_to(self, viewer: Viewer) -> "CareerQuerySet":
        """Published careers and data pages; drafts too for those who edit or publish them."""
        if viewer.is_staff and viewer.has_perm("careers.view_career"):
            return self
        return self.public()

    def locked(self) -> "CareerQuerySet":
        """To be read in a transaction: nobody else can act on these pages until it ends.

        Without their keys: pages that name each other as related may be published at once. Without
        their drafts: what PostgreSQL joins is from before the wait, and would be another's or none.
        """
        return self.select_for_update(no_key=True)

    def worth_finding(self) -> "CareerQuerySet":
        """Without data pages that hold a title and a description only: search engines skip those."""
        return self.exclude(state=Career.State.DATA, profile__thin=True)

    def with_row(self) -> "CareerQuerySet":
        """Join what a row on a scale of pay shows and nothing else: columns are most of what such a
        list costs. Each other column that a template reads would be a query for every row."""
        return self.select_related(
            "field", "occupation__wages__release", "occupation__projection", "profile"
        ).only(*_ROW)

    def with_figures(self) -> "CareerQuerySet":
        """Join field, occupation and its newest figures, with nearly all of their columns."""
        return self.select_related(
            "field",
            "occupation__wages__release",
            "occupation__projection__release",
            "occupation__reported_as",
            "profile",
        ).defer(*(f"profile__{name}" for name in Profile.LONG))

    def with_skills(self) -> "CareerQuerySet":
        """After `with_figures`: the editors' skills, and of a data page those of the survey."""
        left = (f"profile__{name}" for name in Profile.LONG if name != "skills")
        rows = self.select_related("profile__release").defer(None).defer(*left)
        return rows.prefetch_related("skills")

    def with_page(self, viewer: Viewer) -> "CareerQuerySet":
        """What the career page shows, in a number of queries that rows don't change; releases come
        by `page.page_of`. In no order: with this many columns, ORDER BY costs more than the rows.

        `usual_change` (percent) is that of all occupations, whose id is `usual_id`.
        """
        usual = Occupation.objects.filter(soc_code=Occupation.ALL)
        related = RelatedCareer.objects.filter(related__in=Career.objects.visible_to(viewer))
        return (
            self.select_related(
                "field",
                "occupation__wages",
                "occupation__projection",
                "occupation__attainment",
                "occupation__skill_scores",
                "occupation__reported_as",
                "profile__job_zone",
            )
            .annotate(
                usual_id=Subquery(usual.values("pk")),
                usual_change=Subquery(usual.values("projection__change_percent")),
            )
            .prefetch_related(
                "education_routes",
                "moments",
                "steps",
                "skills",
                "responsibilities",
                "interview_questions",
                "sources",
                "occupation__study_programs",
                Prefetch("related_careers", related),
            )
            .order_by()
        )


RESERVED_SLUGS = {"change", "compare", "fields", "interests", "place", "preview"}
"""Addresses under /careers/ that lead elsewhere: see urls.py."""


class Career(models.Model):
    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        DATA = "data", "Data page"
        PUBLISHED = "published", "Published"

    class Article(models.TextChoices):
        A = "a", "a"
        AN = "an", "an"

    title = models.CharField(
        max_length=100, unique=True, help_text="Singular, in title case: “Registered Nurse”."
    )
    slug = models.SlugField(
        max_length=100,
        unique=True,
        help_text="The page’s address. Changing it keeps the old address working.",
    )
    article = models.CharField(
        max_length=2,
        choices=Article,
        blank=True,
        help_text="“a” or “an” before the title. Leave empty to have it chosen by the first letter.",
    )
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT, db_index=True)
    field = models.ForeignKey(Field, models.PROTECT, related_name="careers")
    summary = models.CharField(
        max_length=160,
        blank=True,
        help_text="One sentence that begins with a verb: “Installs, tests and repairs wiring in homes and plants.”",
    )
    overview = models.TextField(
        blank=True,
        help_text="Two or three short paragraphs: what the job is, where it is done, how it differs from its neighbors. Markdown.",
    )
    reviewed_on = models.DateField("last reviewed", null=True, blank=True)

    occupation = models.ForeignKey(
        Occupation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="careers",
        help_text="The occupation whose figures this page shows.",
    )
    onet_code = models.CharField(
        "O*NET-SOC code",
        max_length=10,
        blank=True,
        db_index=True,
        validators=[
            RegexValidator(
                r"\A\d\d-\d{4}\.\d\d\Z",
                "Write the code as two digits, a hyphen, four digits, a period and two digits, such as 15-2051.01.",
            )
        ],
        help_text="The line of O*NET® data that this page shows, such as 15-2051.01.",
    )
    profile = models.ForeignKey(
        Profile, models.SET_NULL, null=True, editable=False, related_name="careers"
    )
    related_occupation = models.BooleanField(
        "figures of a related occupation",
        default=False,
        help_text="Tick when the statistics have no line for this career and a neighbor’s figures stand in. The page says so.",
    )
    occupation_note = models.TextField(
        blank=True,
        help_text="Why these figures are used, in plain words. Needed when the box above is ticked.",
    )
    pay_note = models.TextField(
        blank=True, help_text="A sentence under the pay figures: what they leave out."
    )

    education_text = models.TextField(
        "typical education",
        blank=True,
        help_text="What most people have when they start. Markdown.",
    )
    education_minimum = models.CharField(
        "usual minimum", max_length=20, choices=EducationLevel, blank=True
    )

    day_introduction = models.TextField(
        "introduction",
        blank=True,
        help_text="Kind of workplace, day of the week. Do not invent a person.",
    )
    day_person = models.CharField(
        "person",
        max_length=120,
        blank=True,
        help_text="Only for a real person who agreed to be named: name, job, place. Left empty, the page says that the day is a composite.",
    )
    video_url = models.URLField(
        "video",
        blank=True,
        validators=[validate_video_url],
        help_text="A YouTube or Vimeo address. Loaded only when a reader presses play.",
    )
    video_length = models.CharField(
        "length", max_length=20, blank=True, help_text="Such as “6 min 40 s”."
    )
    video_transcript = models.TextField(
        "transcript", blank=True, help_text="Every word that is said. A video needs one. Markdown."
    )

    become_introduction = models.TextField("introduction", blank=True)
    time_to_qualify = models.CharField(
        max_length=160, blank=True, help_text="“Four to six years from high school”."
    )

    MARKDOWN = (
        "overview",
        "education_text",
        "day_introduction",
        "video_transcript",
        "become_introduction",
    )

    draft = models.OneToOneField(
        "Version", models.SET_NULL, null=True, editable=False, related_name="+"
    )
    """What editors wrote since the page went live, and readers don't see yet."""
    reading_grade = models.DecimalField(max_digits=3, decimal_places=1, null=True, editable=False)
    """Flesch–Kincaid grade of what editors wrote; None when nobody wrote."""
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = CareerQuerySet.as_manager()

    class Meta:
        ordering = ["title"]
        permissions = [("publish_career", "Can put career pages live and take them off")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address("careers:career", self.slug)

    @property
    def titled(self) -> str:
        """The title with its article: "an Actuary"."""
        return f"{self.article or guess_article(self.title)} {self.title}"

    @cached_property
    def wages(self) -> WageEstimate | None:
        """The newest pay of the occupation whose figures this page shows: national, unless
        `places.pay_in` has put that of another place here."""
        return self.occupation.wages if self.occupation else None

    @property
    def median(self) -> int | None:
        """Dollars a year; None when not published."""
        return self.wages.annual_median if self.wages else None

    @property
    def paid_as(self) -> Occupation | None:
        """The occupation that `wages` are of: the page's own, or the wider one it is reported as."""
        own = self.occupation
        if own and own.reported_as_id and self.wages and self.wages.occupation_id != own.pk:
            return own.reported_as
        return own

    @property
    def figures_of(self) -> Occupation | None:
        """The same, where it is not what the page is called, which readers must be told."""
        return self.paid_as if self.covers_more or self.paid_as != self.occupation else None

    @property
    def covers_more(self) -> bool:
        """Whether the figures' occupation is another or a wider one, which readers must be told."""
        if self.occupation is None:
            return False
        plurals = {self.title, f"{self.title}s", f"{self.title[:-1]}ies"}
        return self.related_occupation or self.occupation.title not in plurals

    @property
    def is_public(self) -> bool:
        return self.state != self.State.DRAFT

    @property
    def is_data_page(self) -> bool:
        """Whether no editor has written this page yet: imported data stands for itself."""
        return self.state == self.State.DATA

    @property
    def is_thin(self) -> bool:
        """A data page that holds a title and a description only: see `worth_finding`."""
        return self.is_data_page and bool(self.profile and self.profile.thin)

    @property
    def minimum(self) -> str:
        """Usual minimum of schooling: the editors' level, else the projection's typical entry level."""
        outlook = self.occupation.projection if self.occupation else None
        return self.education_minimum or (outlook.entry_level if outlook else "")

    @property
    def schooling(self) -> str:
        """The usual minimum in words; empty when nobody says."""
        return str(EducationLevel(self.minimum).label) if self.minimum else ""

    @property
    def says(self) -> str:
        """One sentence on the career for lists: the editors' summary, else the imported description's first."""
        if self.summary or not self.profile:
            return self.summary
        return f"{first_sentence(self.profile.description)}."

    def save_draft(self) -> None:
        """Note which draft the page has; for readers nothing changed, `updated_at` included."""
        super().save(update_fields=["draft"])

    def clean(self) -> None:
        errors = {}
        if self.slug in RESERVED_SLUGS:
            errors["slug"] = f"“{self.slug}” is the address of another page. Choose another."
        former = FormerSlug.objects.filter(slug=self.slug).exclude(career=self.pk)
        if other := former.select_related("career").first():
            errors["slug"] = f"This address still leads to “{other.career}”. Choose another."
        if self.related_occupation and not self.occupation_note:
            errors["occupation_note"] = "Say why another occupation’s figures are used."
        if self.video_url and not self.video_transcript:
            errors["video_transcript"] = (
                "A video needs its transcript, for readers who cannot hear or play it."
            )
        for name in self.MARKDOWN:
            if (length := len(str(getattr(self, name)))) > markdown.MAX_LENGTH:
                errors[name] = (
                    f"Keep this under {markdown.MAX_LENGTH:,} characters; it has {length:,}."
                )
        if errors:
            raise ValidationError(errors)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, keep a changed address leading here, and make the title one to search by."""
        from careers import title_search

        with transaction.atomic():
            before = Career.objects.filter(pk=self.pk).values_list("slug", flat=True).first()
            super().save(*args, **kwargs)
            if before and before != self.slug:
                FormerSlug.objects.update_or_create(slug=before, defaults={"career": self})
            if before != self.slug:
                # Its own only: another page may not take an address that readers still know.
                FormerSlug.objects.filter(slug=self.slug, career=self).delete()
            title_search.write_titles([self])


class FormerSlug(models.Model):
    """An address a career had before, which still leads to it."""

    slug = models.SlugField(max_length=100, unique=True)
    career = models.ForeignKey(Career, models.CASCADE, related_name="former_slugs")

    def __str__(self) -> str:
        return self.slug


class Part(models.Model):
    """An ordered row of a career page; what the parts are is in parts.py.

    Positions are not unique: SQLite cannot defer that check while rows trade places.
    """

    position = models.PositiveIntegerField(default=0)

    class Meta:
        abstract = True
        ordering = ["position", "pk"]


class RelatedCareer(Part):
    """A link from one career page to another. It goes one way: editors choose for each page."""

    career = models.ForeignKey(Career, models.CASCADE, related_name="related_careers")
    related = models.ForeignKey(Career, models.CASCADE, related_name="+")

    class Meta(Part.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["career", "related"],
                name="related_once_per_career",
                violation_error_message="This career is in the list already.",
            ),
            models.CheckConstraint(
                condition=~Q(career=F("related")),
                name="related_to_another",
                violation_error_message="A career cannot be related to itself.",
            ),
        ]

    def __str__(self) -> str:
        return str(self.related)
