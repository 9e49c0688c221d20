"""What a member was told, and how often they want it by mail."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST, require_safe

from careerportal.accounts.models import User

from .. import mail
from ..forms import MailChoiceForm
from ..models import MailChoice, Notification, Question, QuestionFollow
from .reading import cursor
from .writing import MemberRequest, forms_only, members_only

ROWS_PER_PAGE = 30


@require_safe
@members_only()
def notifications(request: MemberRequest) -> HttpResponse:
    rows = Notification.objects.visible_to(request.user).with_story()
    only_unread = request.GET.get("show") == "unread"
    rows = rows.unread() if only_unread else rows
    after = cursor(request.GET.get("after", ""))
    notes = list(rows.newest_first(*after)[: ROWS_PER_PAGE + 1])
    context = {
        "notes": notes[:ROWS_PER_PAGE],
        "only_unread": only_unread,
        "after": after,
        "more": notes[ROWS_PER_PAGE - 1].pk if len(notes) > ROWS_PER_PAGE else None,
    }
    return render(request, "community/notifications.html", context)


@require_GET
@members_only()
def notification(request: MemberRequest, pk: int) -> HttpResponse:
    """Lead to what it is about. Whatever else is news there counts as read too."""
    mine = Notification.objects.visible_to(request.user)
    note = get_object_or_404(mine.select_related("post__question", "post__parent"), pk=pk)
    there = Q(question=note.question_id) if note.question_id else Q(pk=pk)
    unread = Notification.objects.filter(there, recipient=request.user).unread()
    unread.settle(read_at=timezone.now())
    # The address of the page holds the question’s title, which may be hidden by now.
    if note.post and note.title:
        return redirect(note.post.get_page_url())
    return redirect(note.get_absolute_url())


@require_POST
@members_only(come_back_to="community:notifications", even_suspended=True)
def read_notifications(request: MemberRequest) -> HttpResponse:
    """All there were when the page with the button was made; later ones were not seen yet."""
    newest = cursor(request.POST.get("newest", ""))
    if not newest:
        raise BadRequest("newest is the number of a notification")
    mine = Notification.objects.filter(recipient=request.user, pk__lte=newest[0])
    mine.unread().settle(read_at=timezone.now())
    messages.success(request, "All notifications are marked as read.")
    return redirect("community:notifications")


@forms_only
@members_only(even_suspended=True)
def mail_settings(request: MemberRequest) -> HttpResponse:
    choice = MailChoice.objects.filter(member=request.user).first()
    data = request.POST if request.method == "POST" else None
    form = MailChoiceForm(data, instance=choice)
    if form.is_valid():
        MailChoice.objects.choose(request.user, MailChoice.Frequency(form.instance.frequency))
        messages.success(request, "Your choice is saved.")
        return redirect("community:mail")
    context = {"form": form}
    return render(
        request, "community/mail_settings.html", context, status=422 if form.errors else 200
    )


# Mail programs send the POST by themselves (RFC 8058), without a session or a token of ours.
@csrf_exempt
@forms_only
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """From a mail, without signing in: end all mail, or the following of one question."""
    try:
        member_pk, question_pk = mail.read_token(token)
    except ValueError as error:
        raise Http404 from error
    member = get_object_or_404(User, pk=member_pk)
    question = None
    if question_pk:
        # Who followed a question that was merged follows the one it was merged into.
        merged = Question.objects.filter(pk=question_pk).exclude(merged_into=None)
        now = merged.values_list("merged_into", flat=True).first() or question_pk
        question = get_object_or_404(Question.objects.visible_to(member), pk=now)
    if request.method == "POST":
        if question:
            QuestionFollow.objects.set_followed(member, question, False)
        else:
            MailChoice.objects.choose(member, MailChoice.Frequency.NEVER)
    context = {"question": question, "done": request.method == "POST"}
    return render(request, "community/stop_mail.html", context)
