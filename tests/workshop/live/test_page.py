"""The page in one file: one script of the own modules, data that stays data, nothing from elsewhere."""

import base64
import hashlib
import json
import re

import pytest

from workshop.live import page
from workshop.live.page import ORDER, data_block, handout, module, script, style

DOCUMENT = {"title": 'Cards & "more" </title><script>alert(1)</script>', "note": "</script><!-- \u2028"}


def test_the_script_holds_every_module_once_and_imports_nothing():
    """Modules in the order in which they need each other; each is named in the folder."""
    text = script()
    assert not re.search(r"^(import|export)\b", text, re.MULTILINE)
    assert all(f"modules.{name} = (" in text for name in ORDER)
    folder = page.files("workshop.live").joinpath("script")
    assert sorted(each.name for each in folder.iterdir()) == sorted(f"{name}.js" for name in ORDER)


@pytest.mark.parametrize("name", ORDER)
def test_no_module_reads_text_as_html_or_code(name):
    """Neither innerHTML and its kin nor eval; styles are set one by one, so that the policy holds."""
    text = module(name)
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|new Function|javascript:", text
    )
    assert 'setAttribute("style"' not in text
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", text)


def test_a_file_runs_its_own_script_and_nothing_else():
    """The policy names the hashes of script and style; text of a scenario cannot end its block."""
    text = handout(DOCUMENT)
    assert text.count("<script") == 2
    assert text.count("</script>") == 2
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text).group(1)
    for content, kind in ((script(), "script"), (style(), "style")):
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    held = re.search(r'id="session">(.*?)</script>', text, re.DOTALL).group(1)
    assert json.loads(held) == DOCUMENT
    assert "<title>Cards &amp; &quot;more&quot; &lt;/title&gt;" in text


def test_the_same_session_is_the_same_file():
    """Equal documents give equal bytes; NaN is refused and never written."""
    assert handout(DOCUMENT) == handout(DOCUMENT)
    with pytest.raises(ValueError, match="not JSON compliant"):
        data_block({"value": float("nan")})


def test_a_module_out_of_order_is_refused(monkeypatch):
    """A module that imports one that comes later, or in another form, is named."""
    for text, words in (
        ('import { a } from "./app.js";\n', "app.js, which does not come before it"),
        ('import x from "./trace.js";\n', "in a form that is not understood"),
    ):
        script.cache_clear()
        monkeypatch.setattr(page, "module", lambda name, text=text: text if name == "layout" else "")
        with pytest.raises(ValueError, match=words):
            script()
    monkeypatch.undo()
    script.cache_clear()
