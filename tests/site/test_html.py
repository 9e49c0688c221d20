"""Every kind of page is valid HTML by the Nu checker, where Java and the checker are at hand.

VNU_JAR names the checker's file; `.ci/run` fetches it.
"""

import json
import os
import subprocess
from pathlib import Path

import pytest
from django.test import Client

from careerportal.accounts.models import User
from tests.pages import MEMBER, MODERATOR, READER, make_site

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        not os.environ.get("VNU_JAR"), reason="VNU_JAR does not name the Nu checker"
    ),
]


def test_every_kind_of_page_is_valid(tmp_path: Path):
    numbers = make_site()
    member, moderator = Client(), Client()
    member.force_login(User.objects.get(handle="reader"))
    moderator.force_login(User.objects.get(handle="warden"))
    pages = [(Client(), address) for address in READER]
    pages += [(member, address) for address in MEMBER]
    pages += [(moderator, address) for address in MODERATOR]
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
