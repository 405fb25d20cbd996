"""The licences of everything that is installed with vmo-lab, as its packages state them.

uv run python docs/licences.py [--all]    (--all: with the extras, where they are installed)
"""

import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

OURS = "vmo-lab"
CLASSIFIER = "License :: OSI Approved :: "
SHORT = 60
"""Letters of a licence's name; longer ones are its text."""


def needed(extras: Iterable[str]) -> dict[str, Distribution]:
    """Every installed package that vmo-lab needs, and what these need, by name."""
    found: dict[str, Distribution] = {}
    ahead = [(OURS, tuple(extras))]
    done: set[tuple[str, tuple[str, ...]]] = set()
    while ahead:
        name, wanted = ahead.pop()
        if (name, wanted) in done:
            continue
        done.add((name, wanted))
        try:
            package = distribution(name)
        except PackageNotFoundError:
            continue  # of an extra that is not installed
        found[name] = package
        for line in package.requires or ():
            requirement = Requirement(line)
            marker = requirement.marker
            if marker is None or any(marker.evaluate({"extra": extra}) for extra in ("", *wanted)):
                ahead.append((canonicalize_name(requirement.name), tuple(sorted(requirement.extras))))
    del found[OURS]
    return found


def licence(package: Distribution) -> str:
    """The licence as the package states it: an expression, a classifier or a name; or "not stated"."""
    about = package.metadata
    stated = about.get("License-Expression")
    if stated:
        return str(stated)
    named = [line.removeprefix(CLASSIFIER) for line in about.get_all("Classifier") or () if CLASSIFIER in line]
    if named:
        return "; ".join(named)
    words = (about.get("License") or "").strip().splitlines()
    return words[0][:SHORT] if words else "not stated"


def main() -> None:
    """Print a line for each package."""
    packages = needed(("assistant", "cbc", "cluster", "slides") if "--all" in sys.argv[1:] else ())
    widest = max(map(len, packages))
    for name, package in sorted(packages.items()):
        print(f"{name:{widest}}  {package.version:<12}  {licence(package)}")


if __name__ == "__main__":
    main()
