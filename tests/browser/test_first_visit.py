"""The weight of a first visit, served the way production serves: hashed, bundled, compressed."""

from collections.abc import Iterator
from threading import Thread
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from playwright.sync_api import Browser

from bench.first_visit import visit
from careers.models import Career
from careers.starter.loading import load


class Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def production_like(transactional_db: None, tmp_path) -> Iterator[str]:
    storages = settings.STORAGES | {
        "staticfiles": {"BACKEND": "careerportal.staticfiles.BundledStaticFilesStorage"}
    }
    options = {"STORAGES": storages, "STATIC_ROOT": tmp_path / "static"}
    with override_settings(WHITENOISE_AUTOREFRESH=False, WHITENOISE_USE_FINDERS=False, **options):
        call_command("collectstatic", interactive=False, verbosity=0)
        server = make_server("localhost", 0, get_wsgi_application(), handler_class=Quiet)
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_heaviest_career_page_is_light(production_like: str, browser: Browser):
    load()
    heaviest = max(Career.objects.all(), key=lambda career: len(career.overview))
    result = visit(browser, production_like + heaviest.get_absolute_url())
    assert result.other_hosts == set()
    assert result.requests <= 15
    assert result.bytes <= 60 * 1024
    assert 0 < result.script_bytes <= 20 * 1024
