"""The mark that says where a fact is from, and the credit that O*NET data asks for."""

from datetime import date

from django.template import Context, Template

from careers.models import DataRelease


def render(release: DataRelease | None, note: str = "", tag: str = "source release note") -> str:
    template = Template("{% load provenance %}{% " + tag + " %}")
    return template.render(Context({"release": release, "note": note}))


def wages(**fields: object) -> DataRelease:
    return DataRelease(
        **{
            "key": "oews-2024-05",
            "dataset": DataRelease.Dataset.OEWS,
            "name": "Occupational Employment and Wage Statistics",
            "period": date(2024, 5, 1),
            "url": "https://www.bls.gov/oes/",
        }
        | fields
    )


def onet() -> DataRelease:
    return wages(
        dataset=DataRelease.Dataset.ONET, publisher="USDOL/ETA", name="O*NET® Database", version="29.3",
        period=date(2025, 5, 1), url="https://www.onetcenter.org/database.html", license="CC BY 4.0",
    )  # fmt: skip


def test_a_mark_names_source_and_date_before_it_is_opened_and_the_rest_after() -> None:
    mark = render(wages())
    assert mark.startswith(
        '<details class="src"><summary>Source: BLS wage survey, May 2024</summary>'
    )
    assert "U.S. Bureau of Labor Statistics, " in mark
    assert (
        '<a href="https://www.bls.gov/oes/" rel="noopener">Occupational Employment and Wage Statistics</a>'
        " (May 2024). Public domain." in mark
    )


def test_the_year_of_publication_is_said_where_the_figures_speak_of_other_years() -> None:
    projections = wages(
        dataset="projections", name="Employment Projections", first_year=2024, last_year=2034,
        period=date(2025, 8, 1),
    )  # fmt: skip
    mark = render(projections)
    assert "Source: BLS projections, 2024–34" in mark
    assert "(2024–34). Published in 2025. Public domain." in mark


def test_onet_data_carries_the_credit_in_the_words_its_publisher_asks_for(settings) -> None:
    settings.SITE_NAME = "Jobs & Paths"
    mark = render(onet())
    assert "Source: O*NET® data, 29.3, May 2025" in mark
    assert (
        ">O*NET® 29.3 Database</a> (May 2025) by the U.S. Department of Labor, Employment and"
        in mark
    )
    assert "Training Administration (USDOL/ETA). Used under the " in mark
    assert (
        'href="https://creativecommons.org/licenses/by/4.0/" rel="noopener license">CC BY 4.0</a> license.'
        in mark
    )
    assert "Jobs &amp; Paths has modified all or some of this information." in mark
    assert "USDOL/ETA has not approved, endorsed, or tested these modifications." in mark


def test_a_note_comes_first_and_is_escaped() -> None:
    mark = render(wages(), note="One figure for <12> occupations.")
    assert "<p>One figure for &lt;12&gt; occupations. U.S. Bureau" in mark


def test_a_corrected_release_is_shown_corrected_at_once() -> None:
    release = wages()
    render(release)
    release.url = "https://www.bls.gov/oews/"
    assert "https://www.bls.gov/oews/" in render(release)


def test_without_a_release_there_is_no_mark() -> None:
    assert render(None) == ""


def test_the_credit_stands_alone_as_text() -> None:
    assert render(onet(), tag="credit release").startswith('<a href="https://www.onetcenter.org/')


def test_a_mark_asks_the_database_nothing(db, django_assert_num_queries) -> None:
    release = wages()
    release.save()
    with django_assert_num_queries(0):
        render(release, "A note.")
