"""Limits on CPU time that mean the same on a slower or busier machine.

A limit is given in seconds of the machine these tests were written on. What a second there is worth
here is found out by a fixed piece of work, measured anew beside each try: the speed of a processor
changes while its neighbours work.
"""

import gc
import re
import time
from collections.abc import Callable

# CPU seconds that `fixed_work` takes there: Python 3.11, one worker on two quiet cores.
FIXED_WORK = 0.0075


def cpu_seconds(call: Callable[[], object]) -> float:
    """Of this process: what else the machine does is no fault of ours. Nor is what other tests left
    in memory, which the garbage collector would go through."""
    gc.disable()
    try:
        start = time.process_time()
        call()
        return time.process_time() - start
    finally:
        gc.enable()


def fixed_work() -> None:
    text = "".join(f"{n} a-b <c> " for n in range(3000))
    for words in re.split(r"\s+<", text):
        {word: len(word) for word in re.findall(r"\w+|[^\w\s]", words)}


def is_within(limit: float, call: Callable[[], object], tries: int = 9) -> bool:
    """Whether one of `tries` calls takes less than `limit` seconds: a busy machine makes any one of
    them longer."""
    for _ in range(tries):
        slowness = max(1, cpu_seconds(fixed_work) / FIXED_WORK)
        if cpu_seconds(call) < limit * slowness:
            return True
    return False
