"""What changed between two versions of a text, word by word.

Myers' greedy comparison with a limit on its steps. difflib's SequenceMatcher takes the cube of the
length at worst, and anyone may open the history of a text that someone made for that.
"""

import re
from typing import Literal, NamedTuple

STEPS_PER_TOKEN = 10
"""What takes more is shown as one text replaced by the other."""

# A word comes with the blanks before it, a line with the breaks: all tokens together are the text.
WORD = re.compile(r"\n|[^\S\n]*\S+|[^\S\n]+")
LINE = re.compile(r"\n*[^\n]+|\n+")

Pair = tuple[str, str]


class Run(NamedTuple):
    """Equal tokens: where they start in both texts, how many, and the run before them."""

    old: int
    new: int
    length: int
    earlier: "Run | None"


class Piece(NamedTuple):
    kind: Literal["same", "removed", "added"]
    text: str


def diff(old: str, new: str) -> list[Piece]:
    """The pieces of both texts: "same" and "removed" make `old`, "same" and "added" make `new`.

    Paragraphs are compared first, then the words where paragraphs differ.
    """
    pairs: list[Pair] = []
    for before, after in compare(LINE.findall(old), LINE.findall(new)):
        if before == after:
            pairs.append((before, after))
        else:
            pairs += joined(compare(WORD.findall(before), WORD.findall(after)))
    pieces: list[Piece] = []
    for before, after in pairs:
        same = before if before == after else shared_blanks(before, after)
        if same and pieces and pieces[-1].kind == "same":
            pieces[-1] = Piece("same", pieces[-1].text + same)
        elif same:
            pieces.append(Piece("same", same))
        removed, added = before[len(same) :], after[len(same) :]
        pieces += [Piece("removed", removed)] if removed else []
        pieces += [Piece("added", added)] if added else []
    return pieces


def shared_blanks(before: str, after: str) -> str:
    blanks = before[: len(before) - len(before.lstrip())]
    return blanks if after.startswith(blanks) else ""


def joined(pairs: list[Pair]) -> list[Pair]:
    """Changes with no more than "a" or "of" between them as one change of a phrase."""
    differ = [before != after for before, after in pairs]
    for n in range(1, len(pairs) - 1):
        if differ[n - 1] and differ[n + 1] and len(pairs[n][0]) < 4 and pairs[n][0] != "\n":
            differ[n] = True
    result: list[Pair] = []
    for n, (before, after) in enumerate(pairs):
        if n and differ[n - 1] and differ[n]:
            result[-1] = (result[-1][0] + before, result[-1][1] + after)
        else:
            result.append((before, after))
    return result


def compare(old: list[str], new: list[str]) -> list[Pair]:
    """Equal tokens as they come, and what differs between them as one stretch of each text."""
    shorter, start, end = min(len(old), len(new)), 0, 0
    while start < shorter and old[start] == new[start]:
        start += 1
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    before, after = old[start : len(old) - end], new[start : len(new) - end]
    pairs = [(token, token) for token in old[:start]]
    x = y = 0
    for same_x, same_y in [*matches(before, after), (len(before), len(after))]:
        if (x, y) != (same_x, same_y):
            pairs.append(("".join(before[x:same_x]), "".join(after[y:same_y])))
        pairs += [(token, token) for token in before[same_x : same_x + 1]]
        x, y = same_x + 1, same_y + 1
    return pairs + [(token, token) for token in old[len(old) - end :]]


def matches(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Where a longest common subsequence stands in both; empty when it takes too many steps."""
    steps = STEPS_PER_TOKEN * (len(old) + len(new))
    # By diagonal (x - y): how far one gets with so many edits, and the equal runs on the way there.
    furthest: dict[int, tuple[int, Run | None]] = {1: (0, None)}
    for edits in range(len(old) + len(new) + 1):
        for diagonal in range(-edits, edits + 1, 2):
            if diagonal == -edits or (
                diagonal != edits and furthest[diagonal - 1][0] < furthest[diagonal + 1][0]
            ):
                x, run = furthest[diagonal + 1]
            else:
                x, run = furthest[diagonal - 1]
                x += 1
            start, y = x, x - diagonal
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            if x > start:
                run = Run(start, start - diagonal, x - start, run)
            furthest[diagonal] = (x, run)
            steps -= 1 + x - start
            if x >= len(old) and y >= len(new):
                return spelled_out(run)
        if steps < 0:
            break
    return []


def spelled_out(run: Run | None) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    while run:
        found += [(run.old + n, run.new + n) for n in reversed(range(run.length))]
        run = run.earlier
    return found[::-1]
