"""Flesch–Kincaid grade, for the test that keeps the catalogue readable.

Grade = 0.39 × words per sentence + 11.8 × syllables per word − 15.59 (Kincaid and others, 1975).
Syllables are estimated from spelling, which is right for about nine words in ten.
"""

import re

SILENT = re.compile(r"(?:[^laeiouy]es|[^laeiouydt]ed|[^l]e)$")


def syllables(word: str) -> int:
    word = re.sub(r"[^a-z]", "", word.lower())
    if len(word) <= 3:
        return 1
    if not re.search(r"[^aeiouy]le$", word):
        word = SILENT.sub("", word)
    return max(1, len(re.findall(r"[aeiouy]{1,2}", word.removeprefix("y"))))


def grade(text: str) -> float:
    sentences = [s for s in re.split(r"[.!?:](?:\s|$)|\n+", text) if re.search(r"[A-Za-z]", s)]
    words = re.findall(r"[A-Za-z][A-Za-z’'-]*", text)
    return (
        0.39 * len(words) / len(sentences) + 11.8 * sum(map(syllables, words)) / len(words) - 15.59
    )
