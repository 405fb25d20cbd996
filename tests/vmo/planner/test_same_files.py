"""The same question twice gives the same files."""

import vmo


def test_how_long_it_took_is_in_no_file():
    """Two searches take different times and have one manifest; the answer in memory says its time."""
    first, second = (vmo.plan("tiny") for _ in range(2))
    assert first.data.seconds != second.data.seconds
    assert first.manifest() == second.manifest()
    assert "seconds" in first.document()
