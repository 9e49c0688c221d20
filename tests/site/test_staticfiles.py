"""The style sheet that readers fetch is one file, small, and holds every part in its layer."""

import gzip
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from careerportal.staticfiles import bundle

CSS = settings.BASE_DIR / "static" / "css"


@pytest.fixture(scope="module")
def collected(tmp_path_factory) -> Path:
    root = tmp_path_factory.mktemp("static")
    storages = settings.STORAGES | {
        "staticfiles": {"BACKEND": "careerportal.staticfiles.BundledStaticFilesStorage"}
    }
    with override_settings(STATIC_ROOT=root, STORAGES=storages):
        call_command("collectstatic", interactive=False, verbosity=0)
    return root


def test_the_bundle_holds_every_part_in_its_layer():
    main = (CSS / "main.css").read_text()
    css = bundle(main, CSS)
    assert "@import" not in css
    for name, layer in re.findall(r'@import url\("([\w-]+\.css)"\) layer\((\w+)\)', main):
        first = next(line for line in (CSS / name).read_text().splitlines() if "{" in line)
        assert f"@layer {layer} {{" in css
        assert first.strip() in css, name
    assert "@media print {@layer print" in css


def test_a_first_visit_fetches_one_small_compressed_style_sheet(collected):
    [sheet] = collected.glob("css/main.*.css")
    assert "@import" not in sheet.read_text()
    assert sheet.with_name(f"{sheet.name}.br").stat().st_size < 9_000
    assert (
        len(gzip.decompress(sheet.with_name(f"{sheet.name}.gz").read_bytes()))
        == sheet.stat().st_size
    )


def test_modules_import_each_other_by_their_hashed_names(collected):
    [script] = collected.glob("js/career.*.js")
    for name in re.findall(r'import "\./([\w.-]+)"', script.read_text()):
        assert re.fullmatch(r"\w+\.[0-9a-f]{12}\.js", name)
        assert (script.parent / name).exists()


def test_style_sheets_stay_small_enough_to_read():
    for sheet in CSS.glob("*.css"):
        assert len(sheet.read_text().splitlines()) <= 300, sheet.name
