"""Contact details are found however they are spelled, and talk about work is let through."""

import random
from functools import partial

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from community import contact_details
from tests.stopwatch import is_within

from .spellings import HOSTILE, KNOWN_MISSES

HARMLESS = [
    "911 dispatcher",
    "Is 911 dispatcher a good job at 19?",
    "$45,000 a year",
    "$45,000–$52,000",
    "45000 to 52000 a year",
    "45000-52000 a year",
    "IEEE 802.11",
    "24/7",
    "On call 24/7/365 for 12 weeks",
    "call 988",
    "Call or text 988, or text HOME to 741741",
    "from 2019 to 2024",
    "2019-2024, then 2025-2026",
    "In 2019, 2020 and 2021 I earned 41000, 43500 and 47250",
    "29-1141.00",
    "29-1141.00, 29-1171.00 and 15-1252.00",
    "Python 3.11.4",
    "Windows 10.0.19041 and 192.168.1.1",
    "Nov 20, 2026 at 10:30",
    "2026-11-20 10:30:45",
    "11/20/2026 to 12/01/2026",
    "401(k)",
    "12-hour shifts 3-4 days",
    "the 2-2-3-2-2-3-2 pattern, 7 to 7",
    "9 to 5",
    "at work dot every i",
    "Look at the dot on the plan",
    "I worked at a dot com startup",
    "@ana_r",
    "Thanks @ana_r. In the end I applied, @tom-k!",
    "Thanks @ana. Me too.",
    "I use Instagram for work",
    "Does @ana_r use Instagram for work?",
    "Snap-on tools",
    "Oh snap, I forgot the deadline",
    "discord between colleagues",
    "Signal processing engineer",
    "Is Telegram operator still a job?",
    "line cook, steam fitter, thread cutter",
    "email the recruiter",
    "Should I email or call the office at noon?",
    "phone interview",
    "how many phone calls a day",
    "My phone rang 3 times in 12 minutes",
    "1,234,567 jobs",
    "There are 1234567 jobs in 2024",
    "ISBN 978-0-306-40615-7",
    "ISBN 0306406152",
    "pages 112-119, 201 and 305",
    "NCLEX-RN 2023 pass rate 88.6%",
    "GPA 3.85",
    "I moved from 90210 to 10001",
    "CIP 51.3801 and ISO 27001:2022",
    "https://www.bls.gov/ooh/healthcare/registered-nurses.htm",
    "https://www.youtube.com/watch?v=5551234567",
    "I watch her on YouTube at night",
    "one two three four five six seven",
    "one or two, maybe three or four years",
    "SAT 680 and 720, 1400 in total",
    "between 300-1200 patients",
    "I worked at Amazon.com for three years",
    "Is a gmail.com address professional enough?",
    "Do you use Gmail and Outlook at work?",
    "What is the job outlook at a hospital?",
    "my LinkedIn is outdated",
    "Should my LinkedIn profile be public?",
    "Recruiters message me on LinkedIn all day",
    "C#, F# and room#12",
    "Our team talks on Discord",
    "Teams, Slack or Zoom?",
    "OSHA 29 CFR 1910.1200",
    "Title 42, 483.10 and 1200 hours",
    "Text messages are part of the job",
    "Stay-at-home parent going back to school",
    "He’s an IG (Inspector General) at the VA",
    "(a) nurse, (b) teacher",
    "I scored 1450 on the SAT and 32 on the ACT, is that enough for engineering?",
    "Median pay was $38.74 per hour or $80,580 per year in May 2024.",
    "Do I need the CompTIA A+ (220-1101 and 220-1102) before Network+ (N10-009)?",
    "My shifts are 7a-7p, 3 on 4 off, and every other weekend.",
    "What does a typical day look like at a hospital with 300 to 500 beds?",
    "I passed the exam on 03/14/2025 at 9:15 am, score 785/1000.",
    "The tuition is 12,500 per semester, 4 semesters, so 50,000 in total.",
    "You can find the form on irs.gov, it is form 1040-ES (2025).",
    "Which is better, an ADN at a community college or a BSN at a university?",
    "Our class used Python 3.12, NumPy 1.26.4 and Ubuntu 22.04.3.",
    "Her LinkedIn says she is a data analyst, is that title real?",
    "How do I put my Instagram art account on a résumé?",
    "I run a Discord server with 2000 members, does this count as experience?",
    "They asked me to call back at 2:30, then nobody picked up the phone.",
    "Should I give my phone number in a cover letter?",
    "In chapters 4, 7, 12, 15, 18 and 22 there are practice questions.",
    "Unions: IBEW Local 134, UA Local 597, and SMART Local 73.",
    "The part number is 7734-22 and the torque is 45-60 ft-lb.",
    "Steam turbine operators earn about 95,000 in Texas.",
    "Does a signal maintainer on the railroad work at night?",
    "Do online teachers use Zoom at home or at school?",
    "Look @tom_k, the outlook at the BLS says 6% growth from 2023 to 2033.",
    "CNA -> LPN -> RN took me 2 + 1 + 3 years.",
    "The program is 1,200 clock hours: 400 theory, 500 lab, 300 clinic.",
    "How many people apply per opening? I read 1 in 250.",
    "It is a 4x10 schedule, 10-hour days, Mon-Thu 6:00-16:30.",
    "My kid is 13 and wants to be a YouTuber, what do I say?",
    "What’s your Discord policy at work?",
    "ZIP 60601-1234 has the highest wages",
    "The ratio is 3.5:1, and we had 125 of 400 pass in 2022, 180 of 450 in 2023.",
    "Is $38.74/hour good for a dental hygienist in Ohio?",
    "My mom’s phone shop sells 200 phones a month, 2400 a year.",
    "Do welders get 1099 or W-2 forms, and what about 401k and 403(b)?",
    "I took AP Bio (5), AP Chem (4), AP Calc BC (3) and AP Lit (5).",
    "Bus 22 leaves at 6:45, 7:15, 7:45 and 8:15.",
    "In 1998 my dad made 28,500; in 2024 he makes 96,200.",
    "Where can I download the BLS data, at data.bls.gov or at onetonline.org?",
    "We learned HTTP 404, 500 and 503 in class today.",
    "OSHA 10 or OSHA 30 first? Our teacher said 1926.501 matters for roofs.",
    "The AWS exam is SAA-C03, 65 questions, 130 minutes, pass mark 720.",
    "Cisco 200-301 CCNA or CompTIA N10-008?",
    "Growth 2023-33: 6.1%, openings 193,100, median 86,070.",
    "Do you know a good subreddit? I read r/nursing sometimes.",
    "I messaged the nurse manager and she told me to apply by 5/1.",
    "My team at work uses Signal because it is encrypted.",
    "At what point do I ask about pay?",
    "I scored at the 95th percentile, 168 of 170.",
    "We had 12-hour clinicals on 9/3, 9/10, 9/17 and 9/24.",
    "Is 5'4\" too short for a firefighter? I weigh 128 lb.",
    "The ladder truck is a 2007 Pierce, 105 ft, 500 gal, 2000 gpm.",
    "Credits: 3+3+4+4+1 this term, 15 in all.",
    "How does a social media manager plan Instagram, TikTok and Facebook posts?",
    "My teacher says add more verbs to my résumé. Snap!",
    "Can I follow a nurse for a day? Who do I contact?",
    "Contact hours: 40 per unit, 25 units per year.",
    "She runs the front line at a plant with 1,100 people.",
    "Please don’t share your e-mail here, it’s against the rules.",
    "GS-7 step 4 pays 49,025 and GS-9 pays 59,966 in 2024.",
    "Rated 4.8/5 by 1,240 people",
    "What is the 50-30-20 rule, and 10-20-30 for slides?",
    "I got 3 offers: 62,000 + 5,000 bonus; 65,500; and 70,250 in Denver.",
    "Do I need 30, 60 or 90 credits before I transfer?",
    "The bar exam has 200 questions, 2 days, and I got a 288/400.",
    "My uncle drives 500 miles a day, 5 days a week, 2,600 miles in a good week.",
    "I found the numbers at bls.gov/ooh and at careeronestop.org.",
    "How do I answer “tell me about yourself” on the phone?",
    "The recruiter said to text the office after the drug test.",
    "We follow the 5-3-1 plan: 5 calls, 3 visits, 1 report.",
    "The 1996, 2004 and 2018 rules differ.",
    "Ours is a 24-48 schedule, 10 shifts a month, 120 hours, 2912 a year.",
    "My boss is on Signal, on Slack, on everything, all day.",
    "I got my CDL in 2021 and hauled 80,000 lb loads for 3 years.",
    "Grade 11, GPA 3.4, SAT 1210, no AP classes.",
    "The call center takes 900 to 1100 calls per shift.",
    "Are there jobs for people who are good at Minecraft and Roblox?",
    "He is the voice on the line when you call an airline.",
    "The course number is NUR 210-002, room 314, 8:00-9:15.",
    "I want to be a threads designer, is textile school worth it?",
    "Does TikTok pay creators enough to live on?",
    "Does anybody at Gmail or Yahoo hire people without a degree?",
    "A dot matrix printer at work broke.",
    "My state board wants form 2-A, form 7 and $130.",
    "Will the plant (since 1962) hire 16-year-olds?",
    "I earn 21.50, my friend 24.75, and the lead 31.10 an hour.",
    "Flight school cost me 85,000; loans are 640 a month for 15 years.",
    "Contact me through the school? No, ask the counselor.",
    "In DC, WA and SC the pay is higher.",
    "What’s the best way to follow up by e-mail after an interview?",
    "Is 58,360 the median or the mean?",
    "I have 7 years in retail, 2 in a call center, 0 in IT.",
    "Our instructor posts 10 problems a day at 7:00, 12:00 and 19:00.",
    "I applied to 214 jobs, got 12 calls and 3 offers.",
    "At the plant, dot by dot, we paint the signs.",
    "The bus company pays 24.10 to start, 29.85 after 5 years.",
    "Which line of work has the fewest phone calls?",
    "You can look up a license at nursys.com.",
    "My friend on the team says the pay is 31/hr.",
    "Did anyone pass the 2024 FE exam with a 3.0?",
    "How much do influencers on Instagram make?",
    "The NEC 2023, article 210.8(A), has the answer.",
    "I lift 50 lb 200 times a shift, 4 shifts a week.",
    "Whats app development like as a junior?",
    "A snap-in panel and a twitch in the line, how do you fix it?",
    "My email inbox at work has 12,450 messages.",
    "Where I’m from, people say ‘at the dot’ for exactly on time.",
    "Room 204, floor 3, 1450 Main Street, Springfield",
    "I had 4 interviews: 9/2, 9/9, 9/16 and 9/23 of 2024.",
    "my insta is private",
    "Snap: i forgot the form",
]

LINES = [(kind, line) for kind, lines in HOSTILE.items() for line in lines]


def found(case):
    return contact_details.find(*([case] if isinstance(case, str) else case))


@pytest.mark.parametrize(("kind", "case"), LINES)
def test_a_hostile_spelling_is_found_and_its_kind_is_named(kind, case):
    assert kind in found(case)


@pytest.mark.parametrize("line", HARMLESS)
def test_a_harmless_line_is_let_through(line):
    assert found(line) == []


@pytest.mark.parametrize("line", KNOWN_MISSES)
def test_a_known_miss_moves_to_the_other_list_once_it_is_found(line):
    assert found(line) == []


def test_nine_of_ten_hostile_spellings_are_found():
    lines = [line for _, line in LINES] + list(KNOWN_MISSES)
    assert len(set(lines)) == len(lines) >= 60
    assert sum(bool(found(line)) for line in lines) >= len(lines) * 54 / 60


def test_one_of_thirty_harmless_lines_is_held_at_most():
    assert len(set(HARMLESS)) == len(HARMLESS) >= 60
    assert sum(bool(found(line)) for line in HARMLESS) <= len(HARMLESS) * 2 / 60


def test_kinds_are_named_once_and_always_in_the_same_order():
    texts = ["snap: jo.p", "call 555-123-4567, or 555-123-4568", "jo@example.org, my ig is jo_p"]
    kinds = ["e-mail address", "phone number", "account on another service"]
    assert contact_details.find(*texts) == contact_details.find(*reversed(texts)) == kinds
    assert contact_details.find() == contact_details.find("", "") == []


def test_harmless_texts_stay_harmless_in_one_long_post():
    words = "The work is hard, and the people are kind. " * 200
    assert contact_details.find("Is it worth it?", words, "Registered nurse") == []
    assert contact_details.find("Is it worth it?", words + "Snap: jo.p. " + words) == [
        "account on another service"
    ]


# Lines that stay what they are when something is put between their characters: no escapes.
PLAIN = [case for case in LINES if isinstance(case[1], str) and not {"&", "%"} & set(case[1])]
UNSEEN = "\u200b\u200d\u2060\ufeff\u00ad\u180e\u034f\u202e\ufe0f\u115f\u3164"


@settings(deadline=None, max_examples=300)
@given(case=st.sampled_from(PLAIN), data=st.data())
def test_what_is_unseen_and_capitals_and_emphasis_hide_nothing(case, data):
    kind, line = case
    chars = list(line)
    for place in data.draw(st.lists(st.integers(0, len(chars) - 1), max_size=8)):
        chars[place] = data.draw(st.sampled_from([*UNSEEN, "*", "**", "***"])) + chars[place]
    for place in data.draw(st.lists(st.integers(0, len(chars) - 1), max_size=8)):
        chars[place] = chars[place].swapcase()
    assert kind in found("".join(chars))


def test_emphasis_beside_an_underscore_leaves_the_underscore():
    assert found("jo*_p* on ig") == found("__jo_p__ on ig") == ["account on another service"]


@settings(deadline=None, max_examples=300)
@given(case=st.sampled_from([case for case in PLAIN if " " in case[1]]), data=st.data())
def test_a_line_is_found_wherever_it_is_split_over_two_texts(case, data):
    kind, line = case
    words = line.split(" ")
    place = data.draw(st.integers(1, len(words) - 1))
    assert kind in contact_details.find(" ".join(words[:place]), " ".join(words[place:]))


anything = st.text(max_size=300) | st.text(
    alphabet=st.sampled_from("a1@.[](){}&#;x*_`~<>-:/ \n\\\u200b\ud800\ufdfa👻०➉")
    | st.characters(),
    max_size=300,
)


@settings(deadline=None, max_examples=300)
@given(texts=st.lists(anything, max_size=4))
@example(["&#" + "9" * 5000 + ";"])
@example(["&#x110000; &#xD800; &#0;", "\ud800", "%ff%00", "[a](%ff%)"])
def test_any_text_is_read(texts):
    assert set(contact_details.find(*texts)) <= set(HOSTILE)


PIECES = [
    "a",
    "1",
    "@",
    "a@",
    "a@a.",
    "@.a.",
    "a.",
    "1 ",
    "1-",
    "12 ",
    "555-123-",
    "call me ",
    "text me 1",
    "[",
    "[a](",
    "[a](b",
    "](",
    "&",
    "&#",
    "&#1;",
    "&amp;",
    "*",
    "_",
    "_a",
    "`",
    "a at ",
    "at gmail ",
    "jo gmail",
    "a at a.",
    "ig ",
    "ig:",
    "ig jo ",
    "my ig ",
    "snap a ",
    "add me ",
    "hmu on ",
    "u/",
    "/",
    "1/",
    "1=",
    "five",
    "five ",
    "twenty ",
    "one-",
    "double ",
    "dot ",
    "slash ",
    "a b ",
    "a.b.",
    "o1",
    "!",
    "$",
    "$1,",
    "1,111",
    "1,",
    "+1",
    "isbn 1 ",
    "mailto:",
    "a#1",
    "@jo ",
    "jo_p (",
    "( at )",
    "--",
    "..",
    "\u200b",
    "ﷺ",
    "🅰",
    "é",
    "𝗷",
    "👻",
    "my my ",
    "(555) ",
    "1:1",
    "11:11",
    "t . ",
    "x.com/",
    "\n \n",
]


def worst():
    """Every piece over and over; mixtures of them; all of Unicode; no service twice the same."""
    mix = random.Random(20_000)
    yield from (piece * 20_000 for piece in PIECES)
    yield from ("".join(mix.sample(PIECES, 3)) * 20_000 for _ in range(40))
    yield "".join(mix.choice(PIECES) for _ in range(20_000))
    yield "".join(chr(mix.randrange(0x110000)) for _ in range(20_000))
    yield "".join(f"ig a{n} my ig is b{n}ed " for n in range(20_000))


def test_the_worst_texts_are_searched_in_under_50_milliseconds():
    for text in worst():
        find = partial(contact_details.find, text[:20_000])
        assert is_within(0.05, find), text[:40]
