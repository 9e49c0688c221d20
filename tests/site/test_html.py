"""Every kind of page is valid HTML by the Nu checker, where Java and the checker are at hand.

VNU_JAR names the checker's file; `.ci/run` fetches it.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest
from django.test import Client

from careers.models import Career
from tests.builders import (
    add_parts,
    make_answer,
    make_attainment,
    make_career,
    make_occupation,
    make_projection,
    make_question,
    make_user,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not os.environ.get("VNU_JAR"), reason="VNU_JAR does not name the Nu checker"
    ),
]

READER = [
    "/", "/careers/", "/careers/?q=nothing", "/careers/?sort=magic&page=9", "/careers/fields/health-care/",
    "/careers/sample-keeper/", "/careers/bare/", "/careers/compare/", "/careers/compare/?career=sample-keeper&career=bare",
    "/search/", "/search/?q=sample", "/about/data/", "/privacy/", "/accessibility/", "/contact/",
    "/community/", "/community/?show=unanswered", "/community/?career=bare", "/community/rules/", "/community/questions/{question}/x/", "/nowhere/",
    "/accounts/login/", "/accounts/signup/", "/accounts/password/reset/",
]  # fmt: skip
MEMBER = [
    "/community/ask/?career=sample-keeper", "/community/questions/{question}/x/", "/community/questions/{question}/answer/",
    "/community/posts/{post}/edit/", "/accounts/profile/", "/accounts/email/", "/accounts/password/change/", "/accounts/2fa/",
    "/accounts/logout/",
]  # fmt: skip


def test_every_kind_of_page_is_valid(tmp_path: Path):
    occupation = make_occupation("15-2051", annual_p75=239_200, annual_p90=239_200)
    make_projection(occupation)
    make_attainment(occupation)
    career = add_parts(
        make_career("Sample Keeper", occupation=occupation, reviewed_on="2026-11-20"), 3
    )
    Career.objects.filter(pk=career.pk).update(
        video_url="https://vimeo.com/12345", video_transcript="Hi."
    )
    make_career("Bare")
    author = make_user()
    question = make_question(career=career, author=author, text="# A heading\n\n- a list\n\n`code`")
    question.accept(make_answer(question))
    numbers = {"question": question.pk, "post": question.posts.get(number=0).pk}
    member = Client()
    member.force_login(author)
    pages = [(Client(), address) for address in READER] + [(member, address) for address in MEMBER]
    names = {}
    for number, (client, address) in enumerate(pages):
        names[f"{number}.html"] = address
        (tmp_path / f"{number}.html").write_bytes(
            client.get(address.format(**numbers), follow=True).content
        )
    refused = member.post("/community/ask/", {"title": "x", "body": "", "preview": "1"})
    (tmp_path / "refused.html").write_bytes(refused.content)
    files = [str(file) for file in tmp_path.glob("*.html")]
    ran = subprocess.run(
        ["java", "-jar", os.environ["VNU_JAR"], "--format", "json", *files],
        capture_output=True,
        text=True,
        check=False,
    )
    found = [
        f"{names.get(Path(m['url']).name, 'refused')}: {m['message']} ({m.get('extract', '')[:100]!r})"
        for m in json.loads(ran.stderr)["messages"]
        if m["type"] == "error"
    ]
    assert found == []
