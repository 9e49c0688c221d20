"""Twelve occupations that OEWS publishes only together, and the members they stand for.

From the OEWS hybrid structure (bls.gov/oes/soc_2018.htm), which says for each of its codes the
SOC 2018 codes in it. The same twelve since May 2021, the first year fully on SOC 2018.
"""

from django.db.models import Exists, OuterRef

from careers.models import Occupation, WageEstimate

MEMBERS = {
    "13-1020": ("13-1021", "13-1022", "13-1023"),
    "13-2020": ("13-2022", "13-2023"),
    "21-1018": ("21-1011", "21-1014"),
    "25-2052": ("25-2055", "25-2056"),
    "25-9045": ("25-9042", "25-9043", "25-9049"),
    "29-2010": ("29-2011", "29-2012"),
    "31-1120": ("31-1121", "31-1122"),
    "39-7010": ("39-7011", "39-7012"),
    "47-4090": ("47-4091", "47-4099"),
    "51-2028": ("51-2022", "51-2023"),
    "51-2090": ("51-2092", "51-2099"),
    "53-1047": ("53-1042", "53-1043", "53-1044", "53-1049"),
}


def point_members() -> None:
    """Have each member be reported as its aggregate, unless it has national wages of its own."""
    aggregate_of = {member: code for code, members in MEMBERS.items() for member in members}
    national = WageEstimate.objects.filter(occupation=OuterRef("pk"), area=None)
    known = {
        occupation.soc_code: occupation
        for occupation in Occupation.objects.filter(soc_code__in=[*MEMBERS, *aggregate_of])
        .annotate(paid=Exists(national))
    }  # fmt: skip
    for code in known.keys() & aggregate_of.keys():
        member, wider = known[code], known.get(aggregate_of[code])
        stands_in = wider.pk if wider and not member.paid else None
        if member.reported_as_id != stands_in:
            Occupation.objects.filter(pk=member.pk).update(reported_as=stands_in)
