"""Formulas that demonstrations draw beside what they measured."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from scipy import special


def kingman(load: float, arrivals_cv: float, work_cv: float, work: float = 1.0) -> float:
    """Mean weeks of waiting before one server, approximately (Kingman 1961): variability x load x time.

    Exact when arrivals are random (cv 1), by Pollaczek and Khinchine; otherwise best at high load.

    Args:
        load: share of its time the server is busy, below 1.
        arrivals_cv: coefficient of variation of the intervals between arrivals.
        work_cv: coefficient of variation of the work on a feature.
        work: mean weeks of work on a feature.

    """
    return (arrivals_cv**2 + work_cv**2) / 2 * load / (1 - load) * work


def shared_wait(people: int, load: float, work: float = 1.0) -> float:
    """Mean weeks of waiting for several people with one queue, random arrivals and work (M/M/c, Erlang 1917).

    Args:
        people: who share the queue.
        load: share of their time they are busy, below 1.
        work: mean weeks of work on a feature.

    """
    offered = people * load
    terms = [offered**k / math.factorial(k) for k in range(people)]
    all_busy = offered**people / math.factorial(people) / (1 - load)
    return all_busy / (sum(terms) + all_busy) * work / (people - offered)


def wait_error(load: float, features: float, variability: float = 1.0) -> float:
    """Standard error of the mean wait of a run before one server, as a share of the mean wait.

    For random arrivals and work exact in long runs (Daley 1968; Whitt 1989, Planning queueing simulations):
    the mean wait of n features has variance load (2 + 5 load - 4 load^2 + load^3) / (1 - load)^4 / n square units
    of work. Otherwise as in heavy traffic, where it grows with the variability that Kingman's formula names.

    Args:
        load: share of its time the server is busy, below 1.
        features: whose waits are averaged.
        variability: (arrivals_cv^2 + work_cv^2) / 2.

    """
    spread = (2 + 5 * load - 4 * load**2 + load**3) / load
    return math.sqrt(variability * spread / features) / (1 - load)


@dataclass(frozen=True)
class Line:
    """A line with a constant number of cards and the same mean work at every stage (Hopp & Spearman, ch. 7)."""

    rate: float
    """Features a week of the busiest stage."""
    shortest: float
    """Weeks through the line without any waiting."""

    @property
    def critical(self) -> float:
        """Cards at which a line without variability is just busy."""
        return self.rate * self.shortest

    def best(self, cards: float) -> tuple[float, float]:
        """Throughput and cycle time without variability."""
        return min(cards / self.shortest, self.rate), max(self.shortest, cards / self.rate)

    def worst(self, cards: float) -> tuple[float, float]:
        """Throughput and cycle time when all cards move as one batch."""
        return 1 / self.shortest, cards * self.shortest

    def practical_worst(self, cards: float) -> tuple[float, float]:
        """Throughput and cycle time when every spread of the cards over single servers is equally likely.

        That is what random (exponential) work at stages of equal load gives.
        """
        return cards / (self.critical + cards - 1) * self.rate, self.shortest + (cards - 1) / self.rate


def gated(rate: float, work: float, period: float) -> tuple[float, float]:
    """Mean wait for the gate, and mean time from the gate to done, of one server with random work.

    Ideas come at random; all that wait are let in at once, every ``period``; first come, first served. The number
    in the line just before a gate is a Markov chain: a Poisson batch comes, and then the server finishes at most
    what is there, as a Poisson process while it is busy. Little's law turns the mean number over a period into a
    time.

    Args:
        rate: ideas per unit of time.
        work: mean time of the server on one idea, exponential.
        period: time between two gates.

    """
    batch, served = rate * period, period / work
    if batch >= served:
        return period / 2, math.inf
    most = _truncation(batch, served)
    n = np.arange(most + 1)
    arrives, done = (np.exp(special.xlogy(n, mean) - mean - special.gammaln(n + 1)) for mean in (batch, served))
    more = special.pdtrc(n, served)  # probability of more than n
    after = np.array([np.concatenate((np.zeros(k), arrives[: most + 1 - k])) for k in n])
    after[:, -1] += 1 - after.sum(axis=1)
    before = np.zeros((most + 1, most + 1))
    for k in n:
        before[k, 1 : k + 1] = done[:k][::-1]
        before[k, 0] = more[k - 1] if k else 1.0
    chain = after @ before
    system = chain.T - np.eye(most + 1)
    system[-1] = 1.0  # one equation follows from the others: the probabilities add up to one instead
    stationary = np.linalg.solve(system, np.append(np.zeros(most), 1.0)) @ after
    # Mean number over a period from k at its start: sum over j < k of P(at most j done) integrated over time.
    # The integral of P(Poisson(t / work) = j) from 0 to the period is work x P(Poisson(period / work) > j).
    spent = work * more
    area = np.array([float(((k - n[:k]) * spent[:k]).sum()) for k in n])
    present = float(stationary @ area) / period
    return period / 2, present / rate


def _truncation(batch: float, served: float) -> int:
    """Number in the line that is as good as never exceeded: the tail falls at least as exp(-theta n)."""
    load = batch / served
    decay = -math.log(load)  # of the same line without gates; gates add a batch and its spread
    return int(batch + 12 * math.sqrt(batch) + 40 / decay) + 10


def batch_wait(rate: float, size: float) -> float:
    """Mean time until a batch is full, when features come at a rate."""
    return (size - 1) / (2 * rate)


def one_server(load: float, second_moment: float) -> float:
    """Mean wait before one server at random arrivals (Pollaczek, Khinchine), for a mean work of one week.

    Args:
        load: share of its time the server is busy.
        second_moment: mean of the square of the time a feature holds the server up, square weeks.

    """
    return load * second_moment / (2 * (1 - load))


def steady_beat(load: float) -> float:
    """Mean wait before one server when features come at a steady beat and work is random, mean one week.

    With s the share of features that find the server busy, s = exp(-(1 - s) / load) and the wait is s / (1 - s).
    """
    share = load
    for _ in range(500):
        share = math.exp(-(1 - share) / load)
    return share / (1 - share)
