"""Being verified, questions that wait for a professional, and answers quoted on career pages."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from careerportal import typed
from careerportal.accounts.limits import TooOften

from .. import professionals
from ..models import Post, Question, Quotation, State, Verification
from ..models.quotation import may_quote
from ..professional_forms import QuotationForm, VerificationForm
from .reading import cursor
from .writing import MemberRequest, forms_only, members_only, refused, spending, wanted

QUESTIONS_PER_PAGE = 20


@forms_only
@members_only()
def verify(request: MemberRequest) -> HttpResponse:
    """One's applications, and the form for another one while none waits."""
    application = Verification(member=request.user)
    if request.method != "POST":
        form = VerificationForm(instance=application, initial=typed.kept(request))
        return show_applications(request, form)
    form = VerificationForm(request.POST, instance=application)
    try:
        if form.is_valid() and apply(request, form):
            messages.success(request, "Your application is with the moderators.")
            return redirect("community:verify")
    except TooOften as refusal:
        return refused(show_applications(request, form, refusal), refusal)
    return show_applications(request, form)


def apply(request: MemberRequest, form: VerificationForm) -> bool:
    with spending("apply", request, request.user):
        return form.apply()


def show_applications(
    request: MemberRequest, form: VerificationForm, refusal: TooOften | None = None
) -> HttpResponse:
    own = Verification.objects.filter(member=request.user).prefetch_related("careers")
    applications = list(own.order_by("-pk"))
    context = {
        "form": form,
        "applications": applications,
        "waiting": any(a.state == Verification.State.PENDING for a in applications),
        "marks": professionals.marks(request.user),
        "refusal": refusal,
    }
    return render(
        request, "community/verification.html", context, status=422 if form.errors else 200
    )


@require_POST
@members_only(come_back_to="community:verify")
def withdraw(request: MemberRequest, pk: int) -> HttpResponse:
    """Take back one's application, or the mark that it has led to."""
    visible = Verification.objects.visible_to(request.user)
    application = get_object_or_404(visible, pk=pk)
    if application.member_id != request.user.pk:
        raise PermissionDenied("Only the person who applied can withdraw an application.")
    application.withdraw()
    return redirect("community:verify")


@require_safe
@members_only()
def waiting_questions(request: MemberRequest) -> HttpResponse:
    """Questions on a professional's careers: without an answer, or with one or two by others."""
    marks = professionals.marks(request.user)
    few = request.GET.get("show") == "few"
    questions = professionals.to_answer(request.user, marks, few).with_row()
    after = cursor(request.GET.get("after", ""), 2)
    rows = list(questions.newest_first(after)[: QUESTIONS_PER_PAGE + 1]) if marks else []
    more = rows[QUESTIONS_PER_PAGE - 1].newest_cursor if len(rows) > QUESTIONS_PER_PAGE else ()
    context = {
        "marks": marks,
        "few": few,
        "after": after,
        "questions": rows[:QUESTIONS_PER_PAGE],
        "more": ".".join(map(str, more)),
    }
    return render(request, "community/verification_questions.html", context)


@require_POST
@members_only(come_back_to="community:question-short")
def claim(request: MemberRequest, pk: int) -> HttpResponse:
    """Say that one is writing an answer, or no longer."""
    visible = Question.objects.visible_to(request.user).filter(state=State.PUBLISHED)
    question = get_object_or_404(visible, pk=pk)
    address = f"{question.get_absolute_url()}#reply"
    if not wanted(request):
        professionals.release(question, request.user)
        return redirect(address)
    try:
        if not professionals.claim(question, request.user):
            messages.warning(request, "Another professional is writing an answer already.")
    except PermissionError as error:
        raise PermissionDenied(str(error)) from error
    return redirect(address)


def quotable(request: HttpRequest, pk: int) -> Post:
    """The published answer with this id, on a career this editor sees; PermissionDenied for others."""
    posts = Post.objects.visible_to(request.user).answers()
    posts = posts.filter(state=State.PUBLISHED, pseudonym="")
    post: Post = get_object_or_404(posts.select_related("author", "question__career"), pk=pk)
    if not may_quote(request.user):
        raise PermissionDenied("Only editors put answers on career pages.")
    return post


@forms_only
@members_only()
def quote(request: MemberRequest, pk: int) -> HttpResponse:
    post = quotable(request, pk)
    career = post.question.career
    if career is None:
        raise Http404
    quoted = Quotation.objects.filter(post=post, career=career).first()
    data = request.POST if request.method == "POST" else None
    initial = {"excerpt": quoted.excerpt} if quoted else {}
    form = QuotationForm(data, post=post, initial=initial | typed.kept(request))
    if form.is_valid():
        form.quote(request.user)
        messages.success(request, f"The answer is quoted on the page {career.title}.")
        return redirect(post.get_page_url())
    context = {"form": form, "post": post, "career": career, "quoted": quoted}
    return render(request, "community/quote.html", context, status=422 if form.errors else 200)


@require_POST
@members_only(come_back_to="community:post")
def unquote(request: MemberRequest, pk: int) -> HttpResponse:
    """Take an answer off every career page it is quoted on."""
    post = quotable(request, pk)
    if not request.user.has_perm("community.delete_quotation"):
        raise PermissionDenied("Only editors take answers off career pages.")
    Quotation.objects.filter(post=post).delete()
    messages.success(request, "The answer is not quoted any more.")
    return redirect(post.get_page_url())
