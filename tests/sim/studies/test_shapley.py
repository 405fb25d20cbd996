"""Shapley values, interactions and orders on games whose answers are known."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.studies.shapley import antithetic, apportion, coalitions, exact, interactions, marginals, players
from tests.examples import examples

AMOUNTS = st.floats(-1000, 1000, allow_nan=False).map(lambda x: round(x, 3))
GAMES = st.integers(1, 5).flatmap(lambda k: arrays(float, 1 << k, elements=AMOUNTS))


def game(k, value):
    """A table from a function of the set of players."""
    return np.array([float(value({i for i in range(k) if s >> i & 1})) for s in range(1 << k)])


def test_glove_game():
    """One left and two right gloves, a pair is worth 1: the left one gets 2/3, each right one 1/6."""
    gloves = game(3, lambda team: 0 in team and len(team) > 1)
    assert exact(gloves) == pytest.approx([2 / 3, 1 / 6, 1 / 6])


def test_airport_game():
    """Runways of 1, 2 and 3: each length is shared by those who need it: 1/3, 1/3 + 1/2, 1/3 + 1/2 + 1."""
    runway = game(3, lambda team: max((i + 1 for i in team), default=0))
    assert exact(runway) == pytest.approx([1 / 3, 5 / 6, 11 / 6])


def test_weighted_vote():
    """Weights 4, 3, 2, 1 and a quota of 6 (Shapley and Shubik 1954): 5/12, 1/4, 1/4 and 1/12."""
    weights = (4, 3, 2, 1)
    vote = game(4, lambda team: sum(weights[i] for i in team) >= 6)
    assert exact(vote) == pytest.approx([5 / 12, 1 / 4, 1 / 4, 1 / 12])


def test_product_of_two():
    """Two factors that only count together: half each, and an interaction of the whole product."""
    pair = game(3, lambda team: 6 * ({0, 1} <= team) + 2 * (2 in team))
    assert exact(pair) == pytest.approx([3, 3, 2])
    assert interactions(pair) == pytest.approx(np.array([[0, 6, 0], [6, 0, 0], [0, 0, 0]]))


def test_overlap_of_two():
    """Two players that do the same work: half each, and an interaction of minus the work."""
    either = game(2, lambda team: 6 * bool(team))
    assert exact(either) == pytest.approx([3, 3])
    assert interactions(either)[0, 1] == pytest.approx(-6)


def test_interactions_of_three():
    """A unanimity game of three: the index of each pair is 1/2 (Grabisch and Roubens 1999)."""
    assert interactions(game(3, lambda team: len(team) == 3))[np.triu_indices(3, 1)] == pytest.approx([0.5] * 3)


@settings(max_examples=examples(14))
@given(GAMES)
def test_mean_over_all_orders(values):
    """The value is what a player adds, averaged over every order of joining."""
    k = players(values)
    orders = list(permutations(range(k)))
    added = [marginals(order, values[coalitions(order)]) for order in orders]
    assert exact(values) == pytest.approx(np.mean(added, axis=0), abs=1e-9)


@settings(max_examples=examples(14))
@given(GAMES)
def test_efficiency(values):
    """The shares add up to what all have over what nobody has."""
    assert exact(values).sum() == pytest.approx(values[-1] - values[0], abs=1e-9)


@settings(max_examples=examples(14))
@given(GAMES, st.data())
def test_symmetry(values, data):
    """Two players who change places change shares, and nobody else's share changes."""
    k = players(values)
    i, j = (data.draw(st.integers(0, k - 1)) for _ in range(2))
    swap = np.arange(k)
    swap[[i, j]] = j, i
    other = np.array([values[sum(1 << int(swap[p]) for p in range(k) if s >> p & 1)] for s in range(1 << k)])
    assert exact(other) == pytest.approx(exact(values)[swap], abs=1e-9)


@settings(max_examples=examples(14))
@given(GAMES, AMOUNTS)
def test_dummy(values, own):
    """Who adds the same to every team gets just that, and nothing of the others' work; zero for no effect."""
    joined = np.concatenate([values, values + own])
    assert exact(joined) == pytest.approx([*exact(values), own], abs=1e-9)
    assert interactions(joined)[-1] == pytest.approx(0, abs=1e-9)


@settings(max_examples=examples(14))
@given(GAMES, AMOUNTS)
def test_many_games_at_once(values, factor):
    """Games side by side give what each gives alone, and shares are linear in the game."""
    both = exact(np.stack([values, factor * values]))
    assert both[0] == pytest.approx(exact(values), abs=1e-9)
    assert both[1] == pytest.approx(factor * exact(values), abs=1e-6)


def test_missing_value():
    """A game with a missing value has no shares; its neighbour keeps its own."""
    shares = exact(np.array([[0.0, 1.0, np.nan, 3.0], [0.0, 1.0, 2.0, 3.0]]))
    assert np.isnan(shares[0]).all()
    assert shares[1] == pytest.approx([1, 2])


def test_wrong_length():
    with pytest.raises(ValueError, match="5 values"):
        players(np.zeros(5))


def test_antithetic_orders():
    """Every second order is the one before it, backwards."""
    orders = antithetic(np.array([[0.5, 0.1, 0.9], [0.3, 0.2, 0.1]]))
    assert orders.tolist() == [[1, 0, 2], [2, 0, 1], [2, 1, 0], [0, 1, 2]]


def test_antithetic_pairs_are_exact_for_pairs():
    """Where at most two players interact at a time, one order and its reverse give the exact shares."""
    rng = np.random.default_rng(5)
    own, pair = rng.normal(size=4), np.triu(rng.normal(size=(4, 4)), 1)
    values = game(4, lambda team: sum(own[i] for i in team) + sum(pair[i, j] for i in team for j in team))
    orders = antithetic(rng.random((1, 4)))
    shares = np.mean([marginals(o, values[coalitions(o)]) for o in orders.tolist()], axis=0)
    assert shares == pytest.approx(exact(values))


def test_sampled_shares_meet_exact_ones():
    """The mean over drawn orders lies within four standard errors of the exact value, for every player."""
    rng = np.random.default_rng(11)
    values = rng.normal(size=64)
    samples = []
    for _ in range(400):
        orders = antithetic(rng.random((1, 6))).tolist()
        samples.append(np.mean([marginals(o, values[coalitions(o)]) for o in orders], axis=0))
    error = np.std(samples, axis=0, ddof=1) / np.sqrt(len(samples))
    assert (np.abs(np.mean(samples, axis=0) - exact(values)) < 4 * error).all()
    assert (error > 0).all()


@settings(max_examples=examples(17))
@given(st.lists(st.floats(-1e7, 1e7), max_size=12))
def test_apportioned_to_the_cent(parts):
    """Rounded parts add up to the rounded whole, and none moves by more than a cent."""
    steps, whole = apportion(parts, sum(parts), 0.01)
    assert sum(steps) == whole or not parts
    assert whole == round(sum(parts) / 0.01)
    assert all(abs(step * 0.01 - part) <= 0.0101 for step, part in zip(steps, parts, strict=True))


def test_apportioned_by_remainder():
    """Three thirds of one: the missing cent goes to one of those that lost most."""
    assert apportion([1 / 3, 1 / 3, 1 / 3], 1.0, 0.01) == ([34, 33, 33], 100)
    assert apportion([0.006, 0.0055, -0.0015], 0.01, 0.01) == ([1, 0, 0], 1)
