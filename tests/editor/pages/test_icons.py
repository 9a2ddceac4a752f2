"""Every icon that a page names is in the set that the build gathers."""

from __future__ import annotations

import re

from editor.templatetags.studio import STATES
from project.environment import BASE_DIR

SET = re.findall(r'^  "([a-z0-9-]+)",$', (BASE_DIR / "frontend/src/icons.ts").read_text(), re.M)


def test_states_use_icons_of_the_set():
    assert {state.icon for state in STATES.values()} <= set(SET)


def test_templates_use_icons_of_the_set():
    text = "".join(path.read_text() for path in (BASE_DIR / "templates").rglob("*.html"))
    assert set(re.findall(r'{% icon "([^"]+)"', text)) <= set(SET)


def test_who_did_what_uses_icons_of_the_set():
    text = (BASE_DIR / "editor/pages/proof_views.py").read_text()
    assert set(re.findall(r'Deed\(\s*"([a-z-]+)"', text)) <= set(SET)
