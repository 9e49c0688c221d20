"""Sentence templates for a large board. {job} is like “an Actuary”, {title} like “Actuary”.

They say nothing that only one job's people could know, so that each fits every career.
"""

TITLES = [
    "How did you find your first job as {job}?",
    "What does a normal week look like for {job}?",
    "Is it too late to become {job} at 35?",
    "Which school subjects matter most for {job}?",
    "How do you know that being {job} suits you?",
    "What do people get wrong about being {job}?",
    "How much of the day does {job} spend with other people?",
    "Can {job} work part time?",
    "What should I ask when I shadow {job} for a day?",
    "How long until you felt sure of yourself as {job}?",
    "Would you choose to be {job} again?",
    "What does {job} earn in the first two years?",
    "Do I need a car to work as {job}?",
    "How hard is the training for {job} next to a full-time job?",
    "What kind of person is unhappy as {job}?",
    "Which mistakes do beginners make as {job}?",
    "How does {job} deal with stress?",
    "Is there travel in the work of {job}?",
    "What comes after ten years as {job}?",
    "How do I explain a gap in my résumé when I apply as {job}?",
    "Does it help to have volunteered before becoming {job}?",
    "What is the interview for {job} like?",
    "How do small and large employers differ for {job}?",
    "What would you learn first to become {job}?",
    "How bad are the hours for {job}, honestly?",
    "Can you move to another state as {job}?",
    "What tools does {job} use every day?",
    "Is it lonely to be {job}?",
    "How do I choose a training program for {job}?",
    "What is the best part of being {job}?",
]

GENERAL_TITLES = [
    "How do you choose between two careers you like?",
    "What can I do in high school if I have no idea yet?",
    "How do you tell your family that you want another career?",
    "Is a gap year a good idea before choosing a career?",
    "How do I find someone to shadow for a day?",
    "What questions show that a job would suit me?",
    "How much should pay count when you choose a career?",
    "How do you start over in your forties?",
    "Are career tests worth anything?",
    "What do you wish someone had told you at eighteen?",
]

DETAILS = [
    "I am in my junior year and I have been reading about this for a few months.",
    "I work in a store now and I would like to know before I pay for any classes.",
    "My counselor suggested it, but nobody in my family has done this kind of work.",
    "I am thirty-four, I have two children, and I could study in the evenings.",
    "I have a month before I must choose my courses.",
    "I moved here two years ago and my papers are from another country.",
    "I like the idea, and I worry that I only know the good side of it.",
    "I finished a first degree in something else and it did not lead anywhere.",
]

WISHES = [
    "What would you look at first?",
    "I would be glad of answers from people who have done it for a while.",
    "If you changed your mind along the way, I would like to hear why.",
    "Numbers help me, if you don’t mind sharing them.",
    "Say where you are, because I think that it differs a lot.",
    "What did you try that did not work?",
]

OPENINGS = [
    "I have worked in this field for some years, so take this as one person’s view.",
    "It depends on where you are, but here is how it went for me.",
    "Short answer: yes, with some patience.",
    "I asked the same thing when I began.",
    "I can only speak for a small employer.",
    "The honest answer is that it varies more than people admit.",
    "I came to this late, after another job.",
    "I train newcomers, and this comes up every year.",
    "I left after a while, and I would still say it was worth it.",
    "In my first year I would have answered differently.",
    "Nobody told me this, so I will tell you.",
    "I am guessing for other states; this is how it is in mine.",
]

MIDDLES = [
    "Start by talking to three people who do the work of {job}. Ask what they did last Tuesday, hour by hour.",
    "Write down what you want from a week: hours, people, quiet, pay. Then compare it with a real schedule.",
    "The training was the easy part. The first months on your own are what taught me the job.",
    "Call two employers and ask what they look for. Most are happy to tell you, and some will let you visit.",
    "Look at the costs first: tuition, tests, equipment, and the weeks without pay.",
    "Keep a notebook. After a month you will see which days you liked, and that says more than any test.",
    "The people around you matter more than the title on the door.",
    "Ask about the worst week of the year, not about the average one.",
    "You learn the tools in weeks. Judgment takes years, and that is what they pay for.",
    "Find out who checks your work in the first year. A good answer to that is worth more than a bonus.",
    "I did it next to a job, two evenings a week, and it took twice as long as planned.",
    "Employers here read the first half page. Put what you have done there, with numbers where you have them.",
    "Paperwork is a third of it. If that sounds unbearable, look again before you start.",
    "Shadow someone on an ordinary day and on a bad day. They are two different jobs.",
    "Most who leave do so in the first two years, and mostly because of the hours.",
    "If you like explaining things, you will use that more than you expect.",
]

CLOSINGS = [
    "Good luck, and tell us how it went.",
    "That is what worked here; someone else may see it another way.",
    "If I did it again, I would ask sooner.",
    "Don’t decide in the week of an exam.",
    "Start small, and stop if it is not for you.",
    "The career page has the numbers; I would read them twice.",
    "Give it a year before you judge.",
    "It gets easier, and then it gets interesting.",
    "I would do it again.",
    "Ask again when you have an offer in hand.",
]

COMMENTS = [
    "Thank you, this helps a lot.",
    "Was that before or after the first year?",
    "It was the same for me.",
    "Here it takes about twice as long.",
    "Could you say what that cost?",
    "I had not thought of asking that.",
    "Does it change with the size of the employer?",
    "I would add that it depends on your manager.",
]
