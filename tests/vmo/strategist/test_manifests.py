"""Manifests from elsewhere: what the command line would refuse is refused, with its key."""

import json

import pytest

import vmo


@pytest.fixture(scope="module")
def sound():
    """The manifest of a small comparison, as a document."""
    return json.loads(vmo.compare("tiny", replications=2, workers=1).manifest())


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("replications", 10**12),
        ("replications", 2.5),
        ("replications", "2"),
        ("replications", True),
        ("seed", -1),
        ("seed", None),
        ("models", "project"),
        ("models", [["project"]]),
        ("models", []),
        ("ended", ["replications"]),
        ("settings", 5),
        ("settings", {"assumptions": "many"}),
        ("settings", {"backing": 3}),
        ("scenario_sha256", 7),
        ("resolved_scenario", [1]),
        ("command", "plan"),
    ],
)
def test_what_does_not_fit_is_refused(sound, tmp_path, key, value):
    """Types, ranges and shapes, before anything is run."""
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(sound | {key: value}), encoding="utf-8")
    with pytest.raises(vmo.VmoError) as refused:
        vmo.replay(path, workers=1)
    (fault,) = refused.value.faults
    assert fault.file == str(path)
    assert key in fault.message
    assert "name one, or compare its scenario anew" in fault.message


@pytest.mark.parametrize("text", ["[" * 100_000, '{"format": 1', "[]", '"x"', "9" * 5000])
def test_what_is_no_document_is_refused(tmp_path, text):
    """Nested without end, cut, or another kind of value."""
    path = tmp_path / "manifest.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(vmo.VmoError, match="not a manifest that vmo compare --out wrote"):
        vmo.replay(path, workers=1)


def test_a_sound_one_is_run_again(sound, tmp_path):
    """The same worlds, whatever the order of its keys."""
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(dict(reversed(sound.items()))), encoding="utf-8")
    assert vmo.replay(path, workers=1).document()["replications"] == 2
