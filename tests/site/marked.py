"""A site on which everything that readers must not see carries a word of its own.

Such words begin with “zq”, so that a search for the beginning would find them all and no page
repeats one because it was asked for it.
"""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from careerportal.accounts.models import User
from careers import publishing
from careers.document import content
from careers.models import Career, Preview
from community import moderation, notifications, posting, professionals
from community.models import (
    CareerFollow,
    Draft,
    Level,
    MemberNote,
    Notification,
    Post,
    Question,
    QuestionFollow,
    QuestionMute,
    Report,
    Review,
    Sanction,
    State,
    Verification,
    WatchWord,
)
from tests.builders import (
    make_answer,
    make_career,
    make_comment,
    make_editor,
    make_moderator,
    make_occupation,
    make_question,
    make_user,
)
from tests.community.professionals import make_professional, make_quotation, make_verification

UNSEEN = [State.PENDING, State.REJECTED, State.HIDDEN, State.REMOVED]
SHARED = "quokka"
"""Stands in every title and text, so that searching for it would find all."""
Decision = Review.Decision


@dataclass(frozen=True)
class Secret:
    word: str
    owners: frozenset[str] = frozenset()
    """Handles of who may see it."""
    of_moderators: bool = True
    """Whether moderators may see it as well."""
    is_handle: bool = False
    """The page of this member names it, of course."""

    def may_be_seen_by(self, viewer: "Viewer") -> bool:
        handle = getattr(viewer, "handle", "")
        return handle in self.owners or (self.of_moderators and viewer.is_staff_of_the_board)


@dataclass
class Viewer:
    user: User | AnonymousUser
    is_staff_of_the_board: bool = False

    @property
    def handle(self) -> str:
        return getattr(self.user, "handle", "")


@dataclass
class Marked:
    """What was made, by the kind of thing an address names; and the words to look for."""

    career: Career
    moderator: User
    editor: User
    fan: User
    minor: User
    professional: User
    secrets: list[Secret] = field(default_factory=list)
    posts: dict[str, Post] = field(default_factory=dict)
    """The hidden ones, as "pending question" or "removed comment"."""

    def word(self, label: str, *owners: str, **options: Any) -> str:
        secret = Secret(f"zq{label}", frozenset(owners), **options)
        self.secrets.append(secret)
        return secret.word

    def author(self, label: str, **fields: Any) -> User:
        """A member whose handle, name and e-mail are secrets."""
        handle = f"zq{label}by"
        fields = {"email": f"{handle}@zqmail.example", "name": f"Zqname {label}"} | fields
        self.word(f"{label}by", handle, is_handle=True)
        return make_user(handle, **fields)


def make_marked_site() -> Marked:
    career = make_career("Quokka Keeper", occupation=make_occupation())
    marked = Marked(
        career=career,
        moderator=make_moderator(handle="decider"),
        editor=make_editor(handle="quoter"),
        fan=make_user("fan"),
        minor=make_user("young", turns_18_in=timezone.localdate() + timedelta(days=900)),
        professional=make_professional(career, handle="pro"),
    )
    marked.word("mail.example", of_moderators=False)
    marked.word("name", of_moderators=False)
    CareerFollow.objects.create(member=marked.fan, career=career)
    add_a_draft_of_the_page(marked)
    add_unseen_questions(marked)
    add_unseen_replies(marked)
    add_waiting_words(marked)
    add_anonymous_ones(marked)
    add_words_at_the_desk(marked)
    add_all_kinds_of_news(marked)
    return marked


def add_a_draft_of_the_page(marked: Marked) -> None:
    """Of words that no reader has had before them, and why they were written."""
    words = marked.word("pagedraft", "quoter", of_moderators=False)
    why = marked.word("pagewhy", "quoter", of_moderators=False)
    document = content(marked.career) | {"summary": f"A {SHARED} keeper {words}."}
    publishing.save(marked.career.pk, document, marked.editor, why)
    Preview.objects.create(
        career=marked.career,
        document=content(marked.career),
        shared=True,
        made_by=marked.editor,
        expires_at=timezone.now() + timedelta(days=1),
    )


def make_unseen(marked: Marked, state: State, kind: str, make: Any) -> Post:
    """A post that `make`, called with an author and a word, makes; it ends in `state`."""
    label = f"{state}{kind}"
    new = state in (State.PENDING, State.REJECTED)
    author = marked.author(label, level=Level.NEW if new else Level.REGULAR)
    post: Post = make(author, f"{SHARED} {marked.word(f'{label}text', author.handle)}")
    marked.posts[f"{state} {kind}"] = post
    return post


def put_away(marked: Marked, post: Post, state: State) -> None:
    author = post.author
    assert author
    reason = f"{SHARED} {marked.word(f'{state}{post.kind}reason', author.handle)}"
    if state == State.REJECTED:
        moderation.decide(post.reviews.get(), Decision.REJECTED, marked.moderator, reason)
    elif state == State.HIDDEN:
        review = moderation.open_review(post, marked.moderator)
        moderation.decide(review, Decision.HIDDEN, marked.moderator, reason)
    elif state == State.REMOVED:
        posting.set_removed(post, True)
    post.refresh_from_db()
    assert post.state == state


def add_unseen_questions(marked: Marked) -> None:
    for state in UNSEEN:

        def ask(author: User, text: str, state: State = state) -> Post:
            title = f"Do {SHARED} keepers {marked.word(f'{state}questiontitle', author.handle)}?"
            question = make_question(title, f"{text} @fan", author=author, career=marked.career)
            text_of_it: Post = question.posts.get(number=0)
            return text_of_it

        post = make_unseen(marked, state, "question", ask)
        if post.is_published:
            QuestionFollow.objects.start(marked.fan, post.question)
            QuestionMute.objects.create(member=marked.minor, question=post.question)
            place = f"answer:{post.question_id}"
            Draft.objects.keep(marked.fan, place, 0, title="", body="What I would say.")
        if state == State.HIDDEN:
            add_what_goes_with_it(marked, post.question)
        put_away(marked, post, state)


def add_what_goes_with_it(marked: Marked, question: Question) -> None:
    """Under a question that is hidden later: an answer that readers saw, and all that came of it."""
    asker = question.author
    assert asker
    words = marked.word("answerofhidden", asker.handle, "fan")
    answer = make_answer(question, f"{SHARED} {words}", marked.fan)
    remark = f"{SHARED} {marked.word('commentofhidden', asker.handle, 'commenter')} @fan"
    make_comment(answer, remark, make_user("commenter"))
    posting.accept(answer, True, asker)
    posting.find_helpful(answer, asker, True)
    quotation = make_quotation(answer, answer.text)
    quotation.quoted_by = marked.editor
    quotation.save()
    notifications.tell_of_quotation(quotation)
    for kind in Notification.OF_THE_DESK:
        notifications.tell_author(answer, kind)


def add_unseen_replies(marked: Marked) -> None:
    question = make_question(
        f"How does a {SHARED} keeper start?", author=make_user("asker"), career=marked.career
    )
    good = make_answer(question, f"Like any {SHARED} keeper.", marked.fan)
    for state in UNSEEN:
        answer = make_unseen(
            marked, state, "answer", lambda author, text: make_answer(question, text, author)
        )
        comment = make_unseen(
            marked, state, "comment", lambda author, text: make_comment(good, text, author)
        )
        if state == State.HIDDEN:
            assert answer.author
            seen_with_it = marked.word("remarkunderhidden", answer.author.handle, "remarker")
            make_comment(answer, f"{SHARED} {seen_with_it}", make_user("remarker"))
            make_quotation(answer, answer.text)
            question.accept(answer)
        put_away(marked, answer, state)
        put_away(marked, comment, state)


def add_waiting_words(marked: Marked) -> None:
    """Published posts with words that readers don't see: a change that waits, a text put right."""
    WatchWord.objects.create(words="stoat")
    author = make_user("changer")
    text: Post = make_question(f"May a {SHARED} keeper nap?", author=author).posts.get()
    posting.rewrite(
        text,
        author,
        f"A stoat {marked.word('changetext', 'changer')}",
        1,
        f"May a stoat {marked.word('changetitle', 'changer')}?",
    )
    answer = make_answer(text.question, f"A {SHARED} keeper may.", author)
    posting.rewrite(answer, author, f"A stoat {marked.word('changeanswer', 'changer')}", 1)
    newcomer = make_user("newcomer", level=Level.NEW)
    title = f"May I call the {SHARED} {marked.word('withheldtitle', 'newcomer')}?"
    words = f"At {SHARED} {marked.word('withheldtext', 'newcomer')}"
    held = make_question(title, words, author=newcomer, career=marked.career).posts.get()
    better = (f"May I call the {SHARED} by name?", "I wonder.")
    moderation.decide(held.reviews.get(), Decision.APPROVED, marked.moderator, words=better)


def add_anonymous_ones(marked: Marked) -> None:
    """Their words are for all to read; who wrote them is for nobody, moderators neither."""
    for label, state in (("shown", State.PUBLISHED), ("put", State.HIDDEN)):
        handle = f"zqanonymous{label}by"
        marked.word(f"anonymous{label}by", handle, of_moderators=False, is_handle=True)
        asker = make_user(handle, email=f"{handle}@zqmail.example")
        question = Question(
            title=f"Can a shy {SHARED} keeper {label} up?", author=asker, career=marked.career
        )
        text = posting.ask(question, f"I am a {SHARED}.", uuid.uuid4(), anonymous=True)
        answer = make_answer(question, f"Every {SHARED} can.", marked.fan)
        posting.comment(answer, asker, f"Thank you, {SHARED}. @fan", uuid.uuid4())
        posting.answer(question, asker, f"I did, {SHARED}.", uuid.uuid4())
        posting.rewrite(text, asker, f"I am a shy {SHARED}.", 1)
        posting.accept(answer, True, asker)
        posting.find_helpful(answer, asker, True)
        marked.posts[f"anonymous {label}"] = text
        if state == State.HIDDEN:
            review = moderation.open_review(text, marked.moderator)
            moderation.decide(review, Decision.HIDDEN, marked.moderator, "No.")


def add_words_at_the_desk(marked: Marked) -> None:
    reporter = make_user("zqreporter", email="zqreporter@zqmail.example")
    marked.word("reporter", "zqreporter", of_moderators=False, is_handle=True)
    reported = make_question(f"Is a {SHARED} keeper rude?", author=make_user("reported"))
    review = moderation.open_review(reported.posts.get(), marked.moderator)
    said = {"reason": Report.Reason.BULLYING, "reporter": reporter, "weight": 3}
    Report.objects.create(review=review, text=marked.word("reporttext", "zqreporter"), **said)
    assert reported.author
    of_member = Review.objects.create(kind=Review.Kind.REPORT, member=reported.author)
    Report.objects.create(review=of_member, text=marked.word("reportmember", "zqreporter"), **said)
    MemberNote.objects.create(
        member=reported.author, author=marked.moderator, text=marked.word("note")
    )
    Sanction.objects.create(
        member=reported.author,
        kind=Sanction.Kind.SILENCE,
        reason=marked.word("sanction", "reported"),
        until=timezone.now() + timedelta(days=3),
        by=marked.moderator,
    )
    rejected = marked.posts["rejected answer"]
    assert rejected.author
    appeal = Review.objects.of_post(rejected, Review.Kind.APPEAL, [])
    Review.objects.filter(pk=appeal.pk).update(plea=marked.word("plea", rejected.author.handle))
    draft = {
        "title": f"{SHARED} {marked.word('drafttitle', 'drafter', of_moderators=False)}",
        "body": f"{SHARED} {marked.word('draftbody', 'drafter', of_moderators=False)}",
    }
    Draft.objects.keep(make_user("drafter"), "ask", 0, **draft)
    evidence = marked.word("evidence", "applicant")
    make_verification(make_user("applicant"), marked.career, evidence=evidence)


def add_all_kinds_of_news(marked: Marked) -> None:
    """What `fan` was told of besides posts."""
    application = make_verification(marked.fan, marked.career)
    ends = timezone.localdate() + timedelta(days=9)
    professionals.decide(application, True, marked.moderator, "", ends)
    notifications.tell_of_sanction(marked.fan)
    assert Verification.objects.in_force().filter(member=marked.fan).exists()
    told = set(Notification.objects.filter(recipient=marked.fan).values_list("kind", flat=True))
    assert told == set(Notification.Kind), "a kind of notification that no test looks at"


def said_by(answer: HttpResponse) -> str:
    """All that reaches a reader: the body and every header."""
    answers = [getattr(answer, "streaming_content", None) or [answer.content]]
    body = b"".join(b"".join(parts) for parts in answers).decode(errors="replace")
    headers = [f"{name}: {value}" for name, value in answer.headers.items()]
    return "\n".join([body, *headers, *map(str, answer.cookies.values())]).lower()


def reader(viewer: Viewer) -> Client:
    client = Client()
    if viewer.user.is_authenticated:
        client.force_login(viewer.user)
    return client


def found_in(said: str, unseen: list[Secret], args: tuple[object, ...]) -> list[str]:
    """Which of the `unseen` are said. A page at a member’s own address says the handle itself."""
    named = {str(arg).lower() for arg in args}
    return [s.word for s in unseen if s.word in said and not (s.is_handle and s.word in named)]


def mailed(message: EmailMessage, address: str) -> str:
    """All of a mail as its recipient’s program has it, without their own address."""
    alternatives = [str(part[0]) for part in getattr(message, "alternatives", [])]
    headers = [f"{name}: {value}" for name, value in message.message().items()]
    parts = [message.subject, str(message.body), *alternatives, *headers]
    return "\n".join(parts).lower().replace(address, "")
