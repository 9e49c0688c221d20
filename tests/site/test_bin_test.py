"""`bin/test`: the suite with one command, with or without a browser."""

import pytest

from .commands import calls, project_with_fake_python, run, write_program


@pytest.fixture
def project(tmp_path):
    return project_with_fake_python(tmp_path)


@pytest.fixture
def chromium(project):
    return write_program(project.parent / "path" / "chromium", "#!/bin/sh\n")


def pytest_call(project) -> str:
    return (project / "calls.txt").read_text().splitlines()[-1]


def test_it_installs_what_tests_need_once_and_passes_arguments_on(project, chromium):
    assert run(project, "test", "tests/careers", "-k", "pay or salary").returncode == 0
    assert pytest_call(project) == "-m pytest -n auto tests/careers -k pay or salary"
    assert calls(project) == ["venv", "pip", "pip", "pytest"]

    assert run(project, "test").returncode == 0
    assert pytest_call(project) == "-m pytest -n auto"
    assert calls(project) == ["pytest"]


@pytest.mark.parametrize("code", ["1", "2", "5"])
def test_the_exit_code_of_the_tests_is_its_own(project, chromium, code):
    assert run(project, "test", FAKE_PYTEST_EXIT=code).returncode == int(code)


def test_without_chromium_it_says_that_browser_tests_are_left_out(project):
    result = run(project, "test", "tests/site")

    assert result.returncode == 0
    assert "Chromium was not found, so the browser tests are left out" in result.stdout
    assert pytest_call(project) == "-m pytest -n auto -m not browser tests/site"


def test_in_continuous_integration_a_missing_chromium_is_an_error(project):
    result = run(project, "test", CI="true")

    assert result.returncode == 1
    assert "Chromium was not found" in result.stderr
    assert calls(project) == []


def test_a_browser_named_by_the_person_is_used(project, tmp_path):
    browser = write_program(tmp_path / "my browser", "#!/bin/sh\n")

    result = run(project, "test", CHROMIUM=str(browser), CI="true")

    assert result.returncode == 0
    assert "left out" not in result.stdout
