"""Every address of the site by its name, and how to read each page that may show posts."""

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import URLResolver, get_resolver, reverse

from careerportal.accounts.models import User
from careers.models import Career, Field, Preview, Version
from careers.previews import signer
from community.mail import stop_url
from community.models import (
    Delivery,
    Draft,
    Notification,
    Post,
    Question,
    Quotation,
    Review,
    Verification,
)
from tests.site.marked import SHARED


def every_name() -> set[str]:
    """The names of all addresses, in every app and in the admin; of nameless ones their patterns."""
    return set(_names_in(get_resolver(), "", ""))


def _names_in(resolver: URLResolver, prefix: str, route: str) -> list[str]:
    found = []
    for pattern in resolver.url_patterns:
        path = f"{route}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            found += _names_in(pattern, space, path)
        else:
            found.append(f"{prefix}{pattern.name}" if pattern.name else path)
    return found


def path_to(name: str, *args: object) -> str:
    return reverse(name, args=args)


class Page(NamedTuple):
    """How a page is read: with the keys of these rows in its address, and with these queries."""

    of: str = ""
    queries: tuple[str, ...] = ("",)


LISTS = ("", "?show=active", "?show=unanswered", "?show=verified", "?show=following")
PAGES = {
    "home": Page(),
    "search": Page(queries=(f"?q={SHARED}", "?q=zq", "?q=keeper&career=quokka-keeper")),
    "suggest": Page(queries=("?q=keeper", "?q=zq")),
    "sitemap": Page(),
    "careers:index": Page(queries=("", f"?q={SHARED}")),
    "careers:compare": Page(queries=("?career=quokka-keeper", "?add=zq")),
    "careers:place": Page(queries=("", "?q=zq&next=/careers/")),
    "careers:change": Page(queries=("", "?from=quokka-keeper&to=zq")),
    "careers:interests": Page(),
    "careers:interest-results": Page(queries=("?a=luddlduuldlulddluduldluddlulud",)),
    "careers:field": Page("field"),
    "careers:career": Page("career"),
    "careers:career-csv": Page("career and table"),
    "careers:preview": Page("preview"),
    "careers:changes": Page("career", ("", "?before=2", "?version=1", "?version=2")),
    "careers:useful": Page("career", ("?part=what&useful=0",)),
    "careers:list-csv": Page(queries=("", f"?q={SHARED}")),
    "api:careers": Page(queries=("", f"?q={SHARED}")),
    "api:career": Page("career"),
    "api:pay": Page("career"),
    "api:titles": Page(queries=("?q=keeper",)),
    "community:list": Page(queries=(*LISTS, "?career=quokka-keeper", "?after=9999999999999999.1")),
    "community:ask": Page(),
    "community:drafts": Page(),
    "community:rules": Page(),
    "community:similar": Page(queries=(f"?title={SHARED}+keepers", "?title=zq")),
    "community:question-short": Page("question"),
    "community:question": Page("question and slug", ("", "?sort=newest", "?after=0")),
    "community:feed": Page(),
    "community:career-feed": Page("career"),
    "community:question-feed": Page("question"),
    "community:notifications": Page(queries=("", "?show=unread")),
    "community:notification": Page("notification"),
    "community:mail": Page(),
    "community:stop-mail": Page("stop"),
    "community:member": Page("member"),
    "community:muted": Page(queries=("", "?show=questions")),
    "community:answer": Page("question"),
    "community:post": Page("post"),
    "community:edit": Page("post"),
    "community:delete": Page("post"),
    "community:history": Page("post"),
    "community:comment": Page("post"),
    "community:comments": Page("post"),
    "community:quote": Page("post"),
    "community:report": Page("post"),
    "community:report-member": Page("member"),
    "community:reported": Page(),
    "community:appeal": Page("post"),
    "community:verify": Page(),
    "community:verify-questions": Page(queries=("", "?show=few")),
    "community:desk": Page(queries=("", "?show=reports", "?show=mine")),
    "community:desk-review": Page("review"),
    "community:desk-post": Page("post"),
    "community:desk-question": Page("question"),
    "community:desk-member": Page("member"),
    "community:desk-author": Page("post"),
    "community:desk-figures": Page(),
    "community:desk-log": Page(),
    "community:sanction": Page(),
    "community:your-data": Page(),
    "community:leave": Page(),
    "community:left": Page(),
    "account_profile": Page(),
    "account_email": Page(),
    "admin:index": Page(),
    "admin:app_list": Page("app"),
    "admin:autocomplete": Page(queries=(
        f"?term={SHARED}&app_label=careers&model_name=relatedcareer&field_name=related",
    )),
}  # fmt: skip
ADMIN = {
    "accounts_auditentry": "",
    "accounts_user": "user",
    "auth_group": "",
    "careers_career": "career id",
    "careers_conflict": "",
    "careers_datarelease": "",
    "careers_field": "",
    "careers_missedsearch": "",
    "careers_mistake": "",
    "careers_occupation": "",
    "careers_partvote": "",
    "account_emailaddress": "",
    "community_boardsettings": "",
    "community_delivery": "delivery",
    "community_post": "post",
    "community_question": "question",
    "community_quotation": "quotation",
    "community_reasontemplate": "",
    "community_verification": "verification",
    "community_watchword": "",
    "mfa_authenticator": "",
}
PAGES |= {
    "admin:careers_career_compare": Page("written career", ("?old=1&new=2",)),
    "admin:careers_career_restore": Page("version"),
    "admin:careers_career_deleted": Page(),
    "admin:careers_career_preview": Page("career id"),
    "admin:careers_career_preview_new": Page(),
    "admin:careers_career_previewed": Page("preview id"),
    "admin:careers_career_shared": Page("career id"),
    "admin:careers_career_publish": Page("career id"),
    "admin:careers_career_unpublish": Page("career id"),
    "admin:careers_career_duplicate": Page("career id"),
    "admin:careers_career_export": Page("career id"),
    "admin:careers_career_export_all": Page(),
    "admin:careers_career_import": Page(),
}
for model, rows in ADMIN.items():
    PAGES |= {
        f"admin:{model}_changelist": Page(queries=("", "?q=zq")),
        f"admin:{model}_add": Page(),
    }
    if rows:
        PAGES |= {
            f"admin:{model}_change": Page(rows),
            f"admin:{model}_delete": Page(f"one {rows}"),
            f"admin:{model}_history": Page(f"one {rows}"),
        }

TAKE_POSTS_ONLY = {
    "community:discard", "community:read-notifications", "community:mute-member",
    "community:follow-question", "community:follow-career", "community:mute-question",
    "community:claim", "community:accept", "community:helpful", "community:unquote",
    "community:verify-withdraw", "community:desk-decide", "community:desk-claim",
    "community:merge", "community:close", "community:lock", "community:pin", "community:move",
    "community:member-notes", "community:add-note", "community:sanction-member",
    "community:end-sanction", "community:sanction-author", "community:end-author-sanction",
    "community:withhold",
    "admin:careers_field_sortable_update", "admin:logout", "admin:careers_career_recover",
    "admin:careers_career_withdraw", "admin:careers_career_words",
}  # fmt: skip
SHOW_NO_POSTS = {
    "about-data", "about-pay", "privacy", "accessibility", "contact",  # plain words of ours
    "mistake", "mistake-sent",
    "robots", "favicon", "healthz", "admin:jsi18n",  # for programs
    "api", "api:openapi-json", "api:places", "api:releases", "api:missing", "api:api-root",
    "admin/(?P<url>.*)$",  # leads to the same address with a slash, or nowhere
    "admin:login", "admin:password_change", "admin:password_change_done",
    "admin:auth_user_password_change",
    *(f"admin/{model.replace('_', '/', 1)}/<path:object_id>/" for model in ADMIN),  # to _change
    *(f"admin:{model}_{act}" for model, rows in ADMIN.items() if not rows
      for act in ("change", "delete", "history")),  # of tables without a post’s words
    # Of allauth: about one's own account.
    "account_login", "account_logout", "account_signup", "account_inactive",
    "account_reauthenticate", "account_email_verification_sent", "account_change_password",
    "account_set_password", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done",
    "account_confirm_email", "account_confirm_login_code",
    "mfa_index", "mfa_authenticate", "mfa_reauthenticate", "mfa_activate_totp",
    "mfa_deactivate_totp", "mfa_view_recovery_codes", "mfa_generate_recovery_codes",
    "mfa_download_recovery_codes", "mfa_list_webauthn", "mfa_add_webauthn",
    "mfa_reauthenticate_webauthn", "mfa_remove_webauthn", "mfa_edit_webauthn",
    "mfa_login_webauthn",
}  # fmt: skip


def keys_of(rows: str) -> list[tuple[object, ...]]:
    """What stands in the addresses of these rows."""
    if rows == "":
        return [()]
    if rows.startswith("one "):
        return keys_of(rows.removeprefix("one "))[:1]
    if rows == "question and slug":
        return [(pk, "x") for pk in Question.objects.values_list("pk", flat=True)]
    if rows == "stop":
        fan = Notification.objects.filter(kind="sanction").get().recipient
        urls = [stop_url(fan, pk) for (pk,) in keys_of("question")]  # type: ignore[arg-type]
        return [(url.rstrip("/").rpartition("/")[2],) for url in urls]
    users = User.objects
    columns = {
        "app": [("community",), ("careers",)],
        "career": Career.objects.values_list("slug"),
        "career and table": [
            (slug, "tasks") for slug in Career.objects.values_list("slug", flat=True)
        ],
        "career id": Career.objects.values_list("pk"),
        "written career": Version.objects.filter(number=2).values_list("career"),
        "preview": [(signer.sign(str(pk)),) for pk in Preview.objects.values_list("pk", flat=True)],
        "preview id": Preview.objects.values_list("pk"),
        "version": Version.objects.values_list("career", "number"),
        "field": Field.objects.values_list("slug"),
        "question": Question.objects.values_list("pk"),
        "post": Post.objects.values_list("pk"),
        "notification": Notification.objects.values_list("pk"),
        "quotation": Quotation.objects.values_list("pk"),
        "verification": Verification.objects.values_list("pk"),
        "delivery": Delivery.objects.values_list("pk"),
        "draft": Draft.objects.values_list("pk"),
        "review": Review.objects.values_list("pk"),
        "member": users.values_list("handle"),
        "user": users.values_list("pk"),
    }
    return list(columns[rows])


def pages(admin: bool) -> Iterator[tuple[str, str, tuple[object, ...]]]:
    """Every address to read: its name, itself, and what stands in it."""
    for name, page in PAGES.items():
        if admin or not name.startswith("admin:"):
            for args in keys_of(page.of):
                for query in page.queries:
                    yield name, path_to(name, *args) + query, args
