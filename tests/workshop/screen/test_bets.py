"""Bets on a board: what the run says, until all are decided."""

import math

import pytest

from sim.outcomes.timeline import timelines
from sim.simulation import simulate
from sim.world.blueprint import Blueprint
from sim.world.world import World
from workshop.demonstrations.nine_of_ten_fail.boards import films
from workshop.demonstrations.nine_of_ten_fail.measure import sized
from workshop.parts.demonstration import Setting
from workshop.screen.bets import BUILD, bets_board


@pytest.mark.parametrize(("bets", "model"), [(8, "stop"), (4, "finish")])
def test_bets_are_built_then_won_or_lost(bets, model):
    """At any week, the board holds what the run says of bets that are decided: built, won, lost."""
    scenario = sized(bets)
    board = bets_board("bets", scenario, model, seed=3)
    run = simulate(World(Blueprint(scenario), 3, 0), scenario.funding_models[model])
    begun = [b for b in timelines(run) if b.activated is not None and (b.released or b.stopped) is not None]
    for week in (0.0, 13.5, 30.0, board.weeks):
        seen = [b for b in begun if b.activated <= week]
        out = [b for b in seen if b.released is not None and b.released <= week]
        stopped = [b for b in seen if b.stopped is not None and b.stopped <= week]
        won = [b for b in out if b.earns]
        moment = board.at(week)
        built, winners = moment.places
        assert winners.count == len(won)
        assert moment.done == len(out) - len(won) + len(stopped)
        assert built.count == len(seen) - len(out) - len(stopped)
    assert board.at(board.weeks).done > 0


def test_the_board_ends_when_all_bets_are_decided():
    """Nothing is being built in the last frame, and something just before; there are four large bets."""
    large, small = films(Setting())
    assert large.weeks == small.weeks
    for board in (large, small):
        last = board.at(board.weeks)
        assert last.places[BUILD].count == 0
        assert last.done + last.places[1].count == len(set(board.card.tolist()))
    assert any(board.at(math.nextafter(large.weeks, 0)).places[BUILD].count for board in (large, small))
    assert len(set(large.card.tolist())) == 4
