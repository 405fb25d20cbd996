"""A portfolio small enough to check by hand, with its MMPs in a table beside it."""

from pathlib import Path

from scenarios.shipped import path

TABLE = """\
id,name,value_stream,objective,features,value_per_quarter
a1,Quote online,alpha,growth,8,130000
a2,Pay online,alpha,growth,6,78000
b1,Claim by app,beta,growth,10,104000
b2,Track my claim,beta,growth,5,65000
"""


def small(folder: Path, name: str = "mine") -> Path:
    """The shipped scenario tiny in a folder of its own, its MMPs as mmps.csv."""
    lines = path("tiny").read_text(encoding="utf-8").splitlines(keepends=True)
    begin = next(at for at, line in enumerate(lines) if line.startswith("mmps:"))
    end = next(at for at in range(begin + 1, len(lines)) if lines[at][0].isalpha())
    target = folder / name
    target.mkdir()
    (target / "mmps.csv").write_text(TABLE, encoding="utf-8")
    (target / "scenario.yaml").write_text("".join([*lines[:begin], "mmps: mmps.csv\n", *lines[end:]]))
    return target
