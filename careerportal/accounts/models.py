"""Who has an account. E-mail and name are private; the handle is what other people see."""

from datetime import date, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from .audit import AuditEntry, record
from .limits import Bucket

__all__ = ["AuditEntry", "Bucket", "RetiredHandle", "User"]

RESERVED_HANDLES = frozenset(
    [
        "admin",
        "administrator",
        "anonymous",
        "careerportal",
        "community",
        "deleted",
        "editor",
        "editors",
        "everyone",
        "former-member",
        "former_member",
        "help",
        "moderator",
        "moderators",
        "official",
        "root",
        "staff",
        "support",
        "system",
        "team",
    ]
)
HANDLE_TAKEN = "This handle is taken. Choose another."
MANY_DIGITS = 7
"""As many as a telephone number without its area code has."""
RETIREMENT = timedelta(days=90)


def validate_handle_not_reserved(handle: str) -> None:
    if handle.lower() in RESERVED_HANDLES:
        raise ValidationError("This handle is kept for the site. Choose another.", code="reserved")


def check_handle(handle: str, member: "User | None" = None) -> None:
    """What a chosen handle must be beyond its field’s rules, for a newcomer or for `member`.

    Nobody has to give up the handle they have. Raises ValidationError.
    """
    if member and member.handle.lower() == handle.lower():
        return
    if sum(letter.isdigit() for letter in handle) >= MANY_DIGITS:
        raise ValidationError(
            f"This looks like a phone number, and handles are public. "
            f"Use fewer than {MANY_DIGITS} digits.",
            code="contact",
        )
    # In this order: a handle goes from its owner to the retired ones in one transaction, so
    # that what is not found here can’t have left for there in between.
    if User.objects.filter(handle__iexact=handle).exists() or RetiredHandle.objects.holds(handle):
        raise ValidationError(HANDLE_TAKEN, code="taken")


def next_month(day: date) -> date:
    """The first day of the month after that of `day`."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


class UserManager(BaseUserManager["User"]):
    def create_user(
        self, email: str, handle: str, password: str | None = None, **fields: Any
    ) -> "User":
        user = self.model(email=email.lower(), handle=handle, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, handle: str, password: str | None = None, **fields: Any
    ) -> "User":
        """For the command line only: who can run commands here needs no mail to prove the address."""
        fields |= {"is_staff": True, "is_superuser": True}
        with transaction.atomic():
            user = self.create_user(email, handle, password, **fields)
            user.confirm_email()
            record(None, "member.add", user)
            record(None, "member.staff", user, "on")
            record(None, "member.superuser", user, "on")
        return user

    def forget_ages_of_adults(self) -> int:
        """Clear the month of coming of age where it is over. Gives how many that were."""
        this_month = timezone.localdate().replace(day=1)
        return self.filter(turns_18_in__lt=this_month).update(turns_18_in=None)


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField(
        "e-mail",
        unique=True,
        error_messages={"unique": "There is an account with this e-mail already."},
    )
    handle = models.CharField(
        max_length=30,
        validators=[
            RegexValidator(
                r"\A[A-Za-z][A-Za-z0-9_-]{2,29}\Z",
                "Use 3 to 30 letters, digits, hyphens or underscores, and begin with a letter.",
            ),
            validate_handle_not_reserved,
        ],
        help_text="Shown next to what you post. It need not be your name.",
    )
    name = models.CharField(max_length=100, blank=True, help_text="Private. Used in mail to you.")
    is_staff = models.BooleanField("staff", default=False, help_text="May open the editors’ desk.")
    is_active = models.BooleanField(
        "active", default=True, help_text="Take the tick away instead of deleting the account."
    )
    date_joined = models.DateTimeField(default=timezone.now, editable=False)
    turns_18_in = models.DateField(
        "turns 18 in",
        null=True,
        blank=True,
        editable=False,
        help_text="The first day of that month. Empty for adults. Never shown to anyone.",
    )
    # Set by a moderator together with the reason, which is in the community's Sanction.
    silenced_until = models.DateTimeField(null=True, blank=True, editable=False)
    suspended_until = models.DateTimeField(null=True, blank=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["handle"]

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="There is an account with this e-mail already.",
            ),
            models.UniqueConstraint(
                Lower("handle"),
                name="user_handle_unique",
                violation_error_message=HANDLE_TAKEN,
            ),
        ]

    def __str__(self) -> str:
        return self.handle

    def get_full_name(self) -> str:
        return self.name or self.handle

    def get_short_name(self) -> str:
        return self.handle

    @property
    def is_minor(self) -> bool:
        """Under 18. In the month of the birthday it still counts, for the day is not kept."""
        return self.turns_18_in is not None and timezone.localdate() < next_month(self.turns_18_in)

    @property
    def is_suspended(self) -> bool:
        return self.suspended_until is not None and self.suspended_until > timezone.now()

    @property
    def is_silenced(self) -> bool:
        """Suspended members are silenced too."""
        silenced = self.silenced_until is not None and self.silenced_until > timezone.now()
        return silenced or self.is_suspended

    def confirm_email(self) -> None:
        """Record the address as this person's own, without a mail to it."""
        EmailAddress.objects.update_or_create(
            user=self, email=self.email, defaults={"primary": True, "verified": True}
        )


class RetiredHandleQuerySet(models.QuerySet["RetiredHandle"]):
    def retire(self, handle: str) -> None:
        """Give `handle` to nobody for 90 days. Call in the transaction in which its owner leaves."""
        until = timezone.now() + RETIREMENT
        self.update_or_create(digest=handle_digest(handle), defaults={"until": until})

    def holds(self, handle: str) -> bool:
        return self.filter(digest=handle_digest(handle), until__gt=timezone.now()).exists()


def handle_digest(handle: str) -> str:
    salt = "careerportal.accounts.RetiredHandle"
    return salted_hmac(salt, handle.lower(), algorithm="sha256").hexdigest()


class RetiredHandle(models.Model):
    """The handle of someone who left, which nobody gets for a while. Only its digest is kept."""

    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField()

    objects = RetiredHandleQuerySet.as_manager()

    def __str__(self) -> str:
        return self.digest
