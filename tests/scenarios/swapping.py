"""Written data with values swapped for wrong ones, at any place."""

import copy

from hypothesis import strategies as st


def places(data, path=()):
    """Every path of written data."""
    yield path
    for key, value in data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ():
        yield from places(value, (*path, key))


def swapped(data, sound, wrong, most):
    """A copy of written data with one to ``most`` values swapped for what ``wrong`` draws."""
    found = copy.deepcopy(sound)
    for _ in range(data.draw(st.integers(1, most))):
        path = data.draw(st.sampled_from([p for p in places(found) if p]))
        parent = found
        for key in path[:-1]:
            parent = parent[key]
        parent[path[-1]] = copy.deepcopy(data.draw(wrong))
    return found
