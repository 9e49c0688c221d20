"""Who writes of dying or of hurting themselves is heard; who asks about such work is not held."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from community import crisis
from tests.stopwatch import is_within

ZW = "\u200b"

CRISIS = [
    "I want to kill myself",
    "i don't want to be here anymore",
    "i dont wanna be here any more",
    "kms",
    "I failed the exam, kms",
    "thinking about ending it",
    "I’ve been thinking of ending it all",
    "I cut myself again",
    "I keep cutting myself",
    "no reason to live",
    "There’s no point in living",
    "I wish I was dead",
    "i wish i had never been born",
    "I just want to die",
    "I wanna die",
    "I don’t want to live anymore",
    "I do not want to wake up tomorrow",
    "everyone would be better off without me",
    "nobody would care if I died",
    "I’m feeling suicidal",
    "I have suicidal thoughts",
    "I tried to commit suicide last year",
    "I am going to end my life",
    "I want to take my own life",
    "life isn’t worth living",
    "I have nothing to live for",
    "I’m so tired of being alive",
    "I want to hurt myself",
    "I started self harming again",
    "I’m going to hang myself",
    "I took all my pills, I want to overdose",
    "I can’t go on anymore",
    "I want to un-alive myself",
    "k m s",
    "k1ll mys3lf, that is what I want",
    f"I want to k{ZW}ill my{ZW}self",
    "I wаnt tо kіll mуsеlf",  # Cyrillic letters
    "I want to k*ill* my**self**",
    ("I want to", "kill myself"),
    "this is my suicide note",
    "i hate myself so much i want to disappear and never come back",
    "some days I think it would be easier if I just wasn’t alive",
    "I don’t see a point in going on after failing nursing school",
    "I’ve been having thoughts of suicide since I lost my job",
    "I think about killing myself every day",
    "honestly i should just kill myself lol",
    "My life is over and I want it to end",
    "i’m gonna kms if i don’t get in",
    "I relapsed and hurt myself last night",
    "I can’t stop cutting",
    "I just don’t want to exist",
    "I wish I could go to sleep and never wake up",
    "im done with life",
    "I’d rather be dead than go back there",
    "nobody would miss me",
    "I feel like dying",
    "I do not want to be alive any more",
    "I can’t keep living like this",
    "last night i tried to end it",
    "I have been suicidal since March",
    "what is the easiest way to kill yourself",
    "I think the world would be better without me",
    "I want to unalive",
    "there is no reason for me to be here",
    "I tried to kill myself when I was 15, can I still become a nurse?",
    "I’m suicidal",
    "I scratch and burn my arms when I study",
    "I will jump in front of the train",
    "ending my life feels like the only option",
    "please help i dont feel safe with myself",
    "goodbye, I won’t be here tomorrow",
    "i wanna end it so bad",
    "I’ve been cutting since 8th grade and can’t stop",
    "If I don’t pass I’m going to kill myself",
    "nothing matters, I would be happier dead",
    "I’m thinking of taking my own life",
    "suicide has been on my mind a lot",
    "i dont wanna live",
    "I am scared I might kill myself",
    "I tried to OD in May",
    "no one will care when I’m gone",
    "i wish i’d never woken up this morning",
    "I want to sleep and never wake up again",
    "it hurts so much, I want everything to stop",
    "what’s the point of being alive",
    "I self harm when I’m stressed",
    "I just want to be gone",
    "I have thought about killing myself",
    "i feel like ending my life",
    "I can’t live anymore",
    "I want to jump off the bridge by my school",
    "ready to die tbh",
    "I keep thinking everyone is better off if I’m dead",
    "i will hang myself tonight",
    "dont want to be alive rn",
    "I am going to shoot myself",
    "I am done. I want to die.",
    "my depression tells me to kill myself",
    "life is not worth it anymore",
    "They say I should kill myself",
    "I’m planning my suicide",
    "I almost killed myself last week",
    "I swear if I fail again I’m ending it",
    "i dont see myself living past 20",
    "Sometimes I wish a truck would hit me",
    "I don’t think I can keep myself safe tonight",
    "i’m so tired i just want to not be alive",
    "I took a bunch of pills last night",
    "my parents would be better off without me",
    "I hate my life and want to die",
    "I’ve got nothing left to live for",
    "feeling like i want to hurt myself",
    "thinking bout killing myself rn",
    "I am planning to kill myself after graduation",
    "I should never have been born",
    "I want to hang myself",
    "i cant do this anymore i want out of life",
    "I wanted to kms in 10th grade",
    "been cutting myself for 2 years",
    "I can’t see a future, I’d rather not exist",
    "Everyone hates me, might as well be dead",
    "how many pills does it take to die",
    "I feel like killing myself, no joke",
    "I don’t want to wake up",
    "im gonna end my life tonight",
    "I’m not suicidal but I wish I was never born",
    "I wish I could stop existing",
    "everything would be easier if I were dead",
    "my family deserves better, they’d be better off without me",
    "i keep wanting to hurt myself",
    "I used to self-harm and it’s back",
    "What’s the point of living if I can’t get a job",
    "I’m at the end and I want to die",
    "I hate living",
    "I think I’m going to kill myself this weekend",
    "I’m seriously thinking about suicide",
    "just kill me already",
    "I tried to take my own life two years ago",
    "life has no meaning, I want to disappear",
    "I want to slit my wrists",
    "nobody cares if I live or die",
    "I’m scared I’ll hurt myself again",
]

# Not found, and why.
KNOWN_CRISIS_MISSES = {
    "idk if ill make it to graduation, i have a plan and the pills": (
        "Plans and pills are everyday words of students and pharmacists."
    ),
    "my arms are full of cuts I made": "Cooks and welders write this about their work.",
}

NO_CRISIS = [
    "How do crisis counselors talk to suicidal patients?",
    "suicide prevention specialist",
    "dead-end job",
    "this deadline is killing me",
    "killing it at work",
    "dying to know",
    "I cut myself some slack",
    "I’m thinking about suicide prevention as a career",
    "What do you say when a patient tells you “I want to kill myself”?",
    "How do you answer a caller who says they want to die?",
    "Do social workers need training in self-harm?",
    "I want to work with teens who self-harm",
    "I work with people who have suicidal thoughts",
    "I am a nurse on a ward for suicidal patients",
    "Is the 988 Suicide and Crisis Lifeline hiring?",
    "I want to end my contract early",
    "How do I end it on a good note with my boss?",
    "I would die for that job",
    "I shot myself in the foot in the interview",
    "I’m killing myself studying for the boards",
    "Working myself to death in retail",
    "The plant is 10 kms from my house",
    "Do you use AWS KMS keys at work?",
    "I don’t want to live in a big city",
    "I want to live near work",
    "I hurt myself lifting boxes, can I claim?",
    "I don’t want to be here in ten years, I want to be a manager",
    "Is it the end of my life if I fail once?",
    "I want to take my life in a new direction",
    "My life savings went into school",
    "What does a mortician do after someone dies?",
    "I burned myself out in my first year",
    "I am not living to work",
    "I’m tired of living with roommates",
    "I want to die laughing when I read that résumé",
    "How do you cope when a patient dies by suicide?",
    "Is it common for vets to have suicidal thoughts?",
    "I killed it in my interview!",
    "My feet are killing me after a 12-hour shift",
    "I’d kill for that internship",
    "I want to be a hospice nurse, what do people say when they are dying?",
    "Does a coroner decide if it was suicide?",
    "I teach self-harm awareness in schools",
    "Can you become a counselor if you have a history of depression?",
    "I almost died of boredom in that class",
    "I can’t take this class any more times, can I?",
    "I can’t do this math",
    "How do you end it when an interview drags on?",
    "Should I end my lease before I move for school?",
    "I am dead tired after night shift",
    "I don’t want to be here all night, can I say no to overtime?",
    "My job at the plant is a dead end and I want out",
    "What medication is used after an overdose?",
    "As an EMT, I respond to overdoses and suicide attempts",
    "I want to study why teenagers hurt themselves",
    "Is life as a chef worth living through the heat?",
    "I cut my hand at work, does workers’ comp pay?",
    "I burned myself on the fryer, is that normal in a kitchen?",
    "I’m so done with this class",
    "I’m tired of life in the city",
    "My mentor told me to stop killing myself for a B",
    "I write code that kills processes by itself",
    "The suicide rate among dentists is a myth, right?",
    "I want to work on a suicide hotline",
    "How do police talk to a jumper on a bridge?",
    "I would rather die than do math again",
    "No reason to live in Chicago if the job is remote",
    "I’m killing myself to pay for school",
    "What helps a family after a suicide?",
    "Do paramedics see many suicides?",
    "I want to specialize in suicide risk assessment",
    "My brother died last year and I want to be a nurse because of it",
    "I could die of embarrassment, my résumé had a typo",
    "Should I end my internship early?",
    "How do nurses calm a patient who wants to leave?",
    "I can’t live on 30,000 a year in Boston",
    "I don’t want to wake up at 4 am forever",
    "Which drug overdose training do pharmacists get?",
    "I’d like to disappear from LinkedIn for a while",
    "Can I shoot video for a living?",
    "My grandma is in hospice and I want to do that job",
    "Why do patients harm themselves, and how can a nurse help?",
    "Who would notice if I left early?",
    "The point of living near work is the short commute",
    "I want to help people who are thinking about suicide",
    "I give up on this résumé",
    "Is there a test for life insurance agents? I’m tired of life insurance classes",
    "How do hospices talk with someone who wants to die?",
    "Is a psychiatrist on call when someone is suicidal?",
    "I might as well be a robot at this job",
    "I don’t want to live with debt",
    "I am sick of living paycheck to paycheck",
    "I hope I don’t fail the boards",
    "I could kill for a day off",
    "Do funeral directors think about death a lot?",
    "I have no reason to leave my job",
    "My dad took his own business and turned it around",
    "I want it to be over, this application season",
    "What is the point of existing licenses if states don’t accept them?",
    "I keep cutting corners on my homework",
    "How do I end things with a recruiter?",
    "She said she wants to kill the project",
    "Should I take my life experience off my résumé?",
    "How do I support a coworker after a suicide attempt?",
    "What training do 988 counselors get?",
    "I cut myself on a slicer at work, do I report it?",
    "The gym teacher killed us today",
    "I just want to live close to my kids",
    "Do I want to be a surgeon if I hate blood?",
    "How do firefighters live with seeing people die?",
    "I can’t go on vacation in busy season, right?",
    "Do vets get sad when animals die?",
    "I’d die of heat on a roof in July, how do you do it?",
    "I’m tired of being the only woman in the shop",
    "Nobody would hire me at 60, right?",
    "My boss said I should end the call after 5 minutes",
    "Is it safe to work with pills and dust every day as a pharmacy tech?",
    "I want to understand depression, is psychology the right major?",
    "Would I have to work with inmates who harm themselves?",
    "I treat veterans who want to die",
]


def found(case):
    return crisis.find(*([case] if isinstance(case, str) else case))


@pytest.mark.parametrize("case", CRISIS)
def test_someone_in_danger_is_heard(case):
    assert found(case)


@pytest.mark.parametrize("line", NO_CRISIS)
def test_talk_about_work_is_let_through(line):
    assert not found(line)


@pytest.mark.parametrize("line", KNOWN_CRISIS_MISSES)
def test_a_known_miss_moves_to_the_other_list_once_it_is_found(line):
    assert not found(line)


def test_nearly_everyone_in_danger_is_heard_and_hardly_anyone_else():
    lines = CRISIS + list(KNOWN_CRISIS_MISSES)
    assert len(set(lines)) == len(lines) >= 30
    assert len(set(NO_CRISIS)) == len(NO_CRISIS) >= 30
    assert sum(map(found, lines)) >= len(lines) * 0.95
    assert sum(map(found, NO_CRISIS)) <= len(NO_CRISIS) * 0.05


def test_it_is_heard_in_the_middle_of_a_long_post():
    words = "The shifts are long, and the pay is fair. " * 100
    assert not crisis.find("Is nursing worth it?", words)
    assert crisis.find("Is nursing worth it?", words + "I want to die. " + words)


def test_what_somebody_else_said_before_hides_nothing():
    assert crisis.find("A patient told me I was slow. I want to die.")
    assert crisis.find("My teacher was angry. They say I should kill myself.")
    assert crisis.find("A client said no to the offer and I want to kill myself")


SENTENCES = [line for line in CRISIS if isinstance(line, str)]


@settings(deadline=None, max_examples=200)
@given(line=st.sampled_from(SENTENCES), data=st.data())
def test_what_is_unseen_and_capitals_and_emphasis_hide_nothing(line, data):
    chars = list(line)
    for place in data.draw(st.lists(st.integers(0, len(chars) - 1), max_size=8)):
        chars[place] = data.draw(st.sampled_from([ZW, "\u00ad", "*", "**"])) + chars[place]
    for place in data.draw(st.lists(st.integers(0, len(chars) - 1), max_size=8)):
        chars[place] = chars[place].swapcase()
    assert crisis.find("".join(chars))


@settings(deadline=None, max_examples=200)
@given(line=st.sampled_from([line for line in SENTENCES if " " in line]), data=st.data())
def test_a_sentence_is_heard_wherever_it_is_split_over_two_texts(line, data):
    words = line.split(" ")
    place = data.draw(st.integers(1, len(words) - 1))
    assert crisis.find(" ".join(words[:place]), " ".join(words[place:]))


@settings(deadline=None)
@given(texts=st.lists(st.text(max_size=300), max_size=4))
def test_any_text_is_read(texts):
    assert crisis.find(*texts) in (True, False)


PIECES = [
    "i ",
    "i want ",
    "i i not ",
    "not want ",
    "want to ",
    "to to ",
    "kms",
    "a ",
    "a.",
    "my ",
    "really ",
    "patient says ",
    "patient said you ",
    "thinking of ",
    "goodbye ",
    "suicide ",
    "i feel ",
    "cut ",
    "no reason to ",
    "1",
    "!",
    "\n",
    "é",
    "don't ",
    "end ",
    "self ",
]


@pytest.mark.parametrize("piece", PIECES)
def test_the_worst_texts_are_searched_in_under_50_milliseconds(piece):
    text = (piece * 20_000)[:20_000]
    assert is_within(0.05, lambda: crisis.find(text))
