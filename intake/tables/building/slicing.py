"""Projects cut into MMPs of equal size, on request."""

from intake.tables.reading.assemble import RowRead, spread

LINKS = ("requires", "requires_any", "after", "excludes", "with")


def slice_rows(table: list[RowRead], slices: int) -> tuple[list[RowRead], dict[str, list[str]]]:
    """MMPs, and the MMPs of every project: one each, or ``slices`` equal ones that build on each other.

    Cost, benefit and features are cut into equal parts; each slice requires the one before it. What a project
    requires its first slice requires, and what requires the project requires its last slice.
    """
    if slices == 1:
        return table, {str(row.data["id"]): [str(row.data["id"])] for row in table}
    parts = {
        str(row.data["id"]): [f"{str(row.data['id'])[:58]}-{k}" for k in range(1, slices + 1)] for row in table
    }
    made = []
    for row in table:
        names = parts[str(row.data["id"])]
        made += [_slice(row, k, slices, names, parts) for k in range(slices)]
    return made, parts


def _slice(row: RowRead, k: int, slices: int, names: list[str], parts: dict[str, list[str]]) -> RowRead:
    data = {key: value for key, value in row.data.items() if key not in LINKS}
    data["id"] = names[k]
    data["name"] = f"{row.data.get('name') or row.data['id']} ({k + 1} of {slices})"
    for key in ("value_per_quarter", "value", "direct_cost"):
        if key in data:
            data[key] = spread(data[key], slices)[k]
    for key in ("spend", "benefits", "value_by_quarter"):
        if data.get(key):
            data[key] = [None if amount is None else spread(amount, slices)[k] for amount in data[key]]
    if "spend" in data:
        length = len(data["spend"])
        amounts = spread(sum(amount or 0 for amount in data["spend"]), max(1, -(-length // slices)))
        data["spend"] = amounts
        data.pop("duration_quarters", None)
    if data.get("features"):
        whole = int(data["features"])
        data["features"] = max(1, whole // slices + (1 if k < whole % slices else 0))
    data.pop("effort", None) if data.get("features") else None
    for key in LINKS:
        targets = [
            parts[target][0 if key == "excludes" else -1] for target in row.data.get(key, []) if target in parts
        ]
        if key in ("requires", "requires_any", "after") and k > 0:
            targets = []
        if targets:
            data[key] = targets
    if k > 0:
        data["requires"] = [names[k - 1]]
    derived = {**row.derived, "id": f"slice {k + 1} of {slices}"}
    return RowRead(row.line, data, row.start, row.end, row.quarters, None, None, derived)
