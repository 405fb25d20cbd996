"""Teams agile, portfolio not: the board of the portfolio."""

from workshop.demonstrations.teams_agile_portfolio_not.boards import films
from workshop.parts.demonstration import Setting


def test_portfolio_board_keeps_its_limit_and_ends_with_everything_done():
    """All twelve MMPs are under way at first without a limit; both sides end with twelve done."""
    everything, three = films(Setting(seed=2))
    assert [board.at(board.weeks).done for board in (everything, three)] == [12, 12]
    assert everything.at(5.0).places[0].count > three.at(5.0).places[0].count
    assert three.columns[0].limit == 3
