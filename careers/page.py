"""Which parts a career page has. An empty part leaves no heading and no entry in the page's navigation."""

from dataclasses import dataclass

from .models import Career


@dataclass(frozen=True)
class Section:
    id: str
    label: str
    """In the page's own navigation."""
    heading: str

    @property
    def template(self) -> str:
        return f"careers/parts/_{self.id}.html"


def sections(career: Career) -> list[Section]:
    """The parts of `career` that hold something, in reading order. Reads only what is prefetched."""
    occupation = career.occupation
    wages = occupation.wages if occupation else None
    candidates = [
        (True, "what", "What is it?", f"What is {career.titled}?"),
        (
            career.education_text or career.education_routes.all() or (occupation and occupation.attainment),
            "education", "Typical education", "Typical Education",
        ),
        (wages or career.pay_note, "salary", "Salary", "Salary Range in the United States"),
        (
            career.day_introduction or career.moments.all() or career.video_url,
            "day", "Day in the life", "Day in the Life",
        ),
        (
            career.become_introduction or career.steps.all(),
            "become", "How to become one", f"How to Become {career.titled}",
        ),
        (career.skills.all(), "skills", "Essential skills", "Essential Skills"),
        (career.responsibilities.all(), "duties", "Key responsibilities", "Key Responsibilities"),
        (career.interview_questions.all(), "interview", "Interview questions", "Common Interview Questions"),
        (career.related_careers.all(), "related", "Related careers", "Related Careers"),
        (True, "questions", "Questions?", "Questions?"),
        (career.sources.all(), "sources", "Sources", "Sources and Further Reading"),
    ]  # fmt: skip
    return [Section(id, label, heading) for holds, id, label, heading in candidates if holds]
