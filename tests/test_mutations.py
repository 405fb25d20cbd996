"""A bounded share of the files that somebody broke (``benchmarks/mutations.py`` has the rest)."""

import pytest

from benchmarks.mutated_calls import CALLED, attack_calls
from benchmarks.mutations import KINDS, attack, changed_document

VARIANTS = 4
"""Of every kind; other ones than those of the benchmark."""


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_broken_file_is_read_or_refused_in_words(kind):
    """No traceback; exit code 0, 1 or 2; a refusal names the file and what to do; within 20 s."""
    codes = [code for _, _, code, law in attack(kind, VARIANTS, seed=2) if not law or pytest.fail(law)]
    assert len(codes) == VARIANTS


@pytest.mark.parametrize("kind", CALLED)
def test_a_broken_call_is_answered_in_words(kind):
    """No page and no tool says that something unexpected went wrong."""
    laws = [law for *_, law in attack_calls(kind, changed_document, 2 * VARIANTS, seed=2)]
    assert laws == [""] * (2 * VARIANTS)


def test_the_same_seed_breaks_files_in_the_same_way():
    """Variants can be had again by their number."""
    kind = KINDS[0]
    assert list(attack(kind, 2, seed=3)) != list(attack(kind, 2, seed=4))
    contents = [[content for _, content, _, _ in attack(kind, 2, seed=3)] for _ in range(2)]
    assert contents[0] == contents[1]
