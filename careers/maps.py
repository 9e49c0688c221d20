"""The states as a grid of equal tiles, about where they lie, shaded by pay. Text in every tile."""

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from .charts import thousands
from .models import Area
from .pay_places import PayByPlace, PlacePay

TILES = {
    "AK": (0, 0), "ME": (10, 0), "VT": (9, 1), "NH": (10, 1), "WA": (0, 2), "ID": (1, 2),
    "MT": (2, 2), "ND": (3, 2), "MN": (4, 2), "IL": (5, 2), "WI": (6, 2), "MI": (7, 2),
    "NY": (8, 2), "RI": (9, 2), "MA": (10, 2), "OR": (0, 3), "NV": (1, 3), "WY": (2, 3),
    "SD": (3, 3), "IA": (4, 3), "IN": (5, 3), "OH": (6, 3), "PA": (7, 3), "NJ": (8, 3),
    "CT": (9, 3), "CA": (0, 4), "UT": (1, 4), "CO": (2, 4), "NE": (3, 4), "MO": (4, 4),
    "KY": (5, 4), "WV": (6, 4), "VA": (7, 4), "MD": (8, 4), "DE": (9, 4), "AZ": (1, 5),
    "NM": (2, 5), "KS": (3, 5), "AR": (4, 5), "TN": (5, 5), "NC": (6, 5), "SC": (7, 5),
    "DC": (8, 5), "OK": (3, 6), "LA": (4, 6), "MS": (5, 6), "AL": (6, 6), "GA": (7, 6),
    "HI": (0, 7), "TX": (3, 7), "FL": (8, 7),
}  # fmt: skip
"""Postal code of each state → column and row of its tile."""

WIDTH, HEIGHT = 50, 46
"""Of a tile with the gap around it, in the units of the view box."""

LIGHT_SHADES = 3
"""Shades up to this one carry dark text."""


def short(area: PlacePay) -> str:
    """An amount as it fits into a tile: "$131k", "$239k+" at the top code, "$29" an hour."""
    value = area.value or 0
    amount = f"${value:.0f}" if area.column.startswith("hourly") else thousands(int(value))
    return f"{amount}+" if area.at_least else amount


def tile_map(pay: PayByPlace, place: Area | None = None) -> SafeString:
    """The map, named and described by the elements "map-t" and "map-d" of the page."""
    areas = {state.state: state for state in pay.states}
    shades = pay.classes()
    chosen = place.state if place and place.kind == Area.Kind.STATE else ""
    tiles = [
        _tile(code, areas.get(code), shades.get(code, 0), " here" if code == chosen else "")
        for code in TILES
    ]
    return SafeString(
        '<svg class="tilemap" viewBox="0 0 550 368" role="img" aria-labelledby="map-t" aria-describedby="map-d">'
        + "".join(tiles)
        + "</svg>"
    )


def _tile(code: str, area: PlacePay | None, shade: int, here: str) -> str:
    """One state. Only the names and amounts are not our own, so only they are escaped: half the cost."""
    column, row = TILES[code]
    x, y = column * WIDTH + 1, row * HEIGHT + 1
    on = " on" if shade > LIGHT_SHADES else ""
    mark = ' class="on"' if on else ""
    name, words = (escape(area.title), escape(area.words)) if area else (code, "not published")
    amount = escape(short(area)) if area and area.value is not None else "n/a"
    return (
        f'<g><title>{name}: {words}</title><rect class="q{shade}{here}" x="{x}" y="{y}" width="48" height="44" rx="2"/>'
        f'<text{mark} x="{x + 24}" y="{y + 19}">{code}</text>'
        f'<text class="val{on}" x="{x + 24}" y="{y + 35}">{amount}</text></g>'
    )


def legend(pay: PayByPlace) -> SafeString:
    """The shades that the map uses, each with the lowest and highest amount in it."""
    shades = pay.classes()
    spans: dict[int, list[PlacePay]] = {}
    for state in pay.ranked:
        spans.setdefault(shades[state.state], []).append(state)
    return format_html(
        '<div class="legend" aria-hidden="true">{}</div>',
        format_html_join(
            "",
            '<span><svg><rect class="q{}" width="100%" height="100%"/></svg>{}</span>',
            ((shade, _span(spans[shade])) for shade in sorted(spans)),
        ),
    )


def _span(states: list[PlacePay]) -> str:
    low, high = short(states[-1]), short(states[0])
    return low if low == high else f"{low}–{high.removeprefix('$')}"
