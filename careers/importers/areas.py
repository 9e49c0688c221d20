"""The places of OEWS: what its codes mean, and the row of `Area` for each."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.text import slugify

from careers.models import Area

NATION = "nation"
KINDS = {
    "1": NATION,
    "2": Area.Kind.STATE.value,
    "3": Area.Kind.TERRITORY.value,
    "4": Area.Kind.METRO.value,
    "6": Area.Kind.NONMETRO.value,
}
"""AREA_TYPE → kind of area."""

STATES = {
    "Alabama": ("AL", "1"), "Alaska": ("AK", "2"), "Arizona": ("AZ", "4"), "Arkansas": ("AR", "5"),
    "California": ("CA", "6"), "Colorado": ("CO", "8"), "Connecticut": ("CT", "9"),
    "Delaware": ("DE", "10"), "District of Columbia": ("DC", "11"), "Florida": ("FL", "12"),
    "Georgia": ("GA", "13"), "Hawaii": ("HI", "15"), "Idaho": ("ID", "16"), "Illinois": ("IL", "17"),
    "Indiana": ("IN", "18"), "Iowa": ("IA", "19"), "Kansas": ("KS", "20"), "Kentucky": ("KY", "21"),
    "Louisiana": ("LA", "22"), "Maine": ("ME", "23"), "Maryland": ("MD", "24"),
    "Massachusetts": ("MA", "25"), "Michigan": ("MI", "26"), "Minnesota": ("MN", "27"),
    "Mississippi": ("MS", "28"), "Missouri": ("MO", "29"), "Montana": ("MT", "30"),
    "Nebraska": ("NE", "31"), "Nevada": ("NV", "32"), "New Hampshire": ("NH", "33"),
    "New Jersey": ("NJ", "34"), "New Mexico": ("NM", "35"), "New York": ("NY", "36"),
    "North Carolina": ("NC", "37"), "North Dakota": ("ND", "38"), "Ohio": ("OH", "39"),
    "Oklahoma": ("OK", "40"), "Oregon": ("OR", "41"), "Pennsylvania": ("PA", "42"),
    "Rhode Island": ("RI", "44"), "South Carolina": ("SC", "45"), "South Dakota": ("SD", "46"),
    "Tennessee": ("TN", "47"), "Texas": ("TX", "48"), "Utah": ("UT", "49"), "Vermont": ("VT", "50"),
    "Virginia": ("VA", "51"), "Washington": ("WA", "53"), "West Virginia": ("WV", "54"),
    "Wisconsin": ("WI", "55"), "Wyoming": ("WY", "56"),
}  # fmt: skip
TERRITORIES = {
    "American Samoa": ("AS", "60"), "Guam": ("GU", "66"), "Northern Mariana Islands": ("MP", "69"),
    "Puerto Rico": ("PR", "72"), "Virgin Islands": ("VI", "78"),
}  # fmt: skip
"""Name as OEWS prints it → postal code, FIPS code (OEWS's own code, without the zero in front)."""

POSTAL_CODES = {postal for postal, _ in (STATES | TERRITORIES).values()}


class Place(NamedTuple):
    """A place as a file names it. The nation has no row of its own."""

    kind: str
    code: str = ""
    title: str = ""
    state: str = ""


def place_called(title: str) -> Place | None:
    """The nation, state or territory of this name, or the area that an earlier file named so."""
    if title in ("U.S.", "United States"):
        return Place(NATION)
    for names, kind in ((STATES, "state"), (TERRITORIES, "territory")):
        if title in names:
            postal, fips = names[title]
            return Place(kind, fips, title, postal)
    areas = Area.objects.filter(title=title).values_list("kind", "code", "title", "state")
    return Place(*areas[0]) if len(areas) == 1 else None


class Areas:
    """Ids of the rows of `Area`, which are made as files name new places."""

    def __init__(self) -> None:
        self.ids: dict[str, int] = dict(Area.objects.values_list("code", "pk"))
        self.slugs = set(Area.objects.values_list("slug", flat=True))
        self.made: list[int] = []
        self.titles: dict[int, str] = {}
        """Id of each area that the files name → its title there."""

    def make(self, places: Iterable[Place]) -> None:
        """Rows for those that have none yet."""
        new = {place.code: place for place in places if place.code not in self.ids}
        rows = [
            Area(code=code, slug=self._slug(place), title=place.title, kind=place.kind, state=place.state)
            for code, place in new.items() if place.kind != NATION
        ]  # fmt: skip
        for area in Area.objects.bulk_create(rows):
            self.ids[area.code] = area.pk
            self.made.append(area.pk)

    def id_of(self, place: Place) -> int | None:
        if place.kind == NATION:
            return None
        pk = self.ids[place.code]
        self.titles[pk] = place.title
        return pk

    def _slug(self, place: Place) -> str:
        slug = slugify(place.title)[:90]
        if slug in self.slugs:
            slug = f"{slug}-{place.code}"
        self.slugs.add(slug)
        return slug
