"""Words can be read: every pair of ink and ground has WCAG AA's contrast, in both themes."""

from __future__ import annotations

import re

import pytest

from project.environment import BASE_DIR

TOKENS = (BASE_DIR / "frontend/src/styles/tokens.css").read_text()
PAIRS = {
    name: both for name, *both in re.findall(r"--([\w-]+): light-dark\((#\w+), (#\w+)\)", TOKENS)
}
GROUNDS = ("ground", "raised", "overlay", "field")
AA = 4.5


def luminance(colour: str) -> float:
    """WCAG 2.2's relative luminance of #rrggbb."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", ["ink", "ink-soft", "ink-faint", "accent", "good", "bad", "wait"])
def test_ink_stands_out_from_its_ground(ink, ground, theme):
    assert contrast(PAIRS[ink][theme], PAIRS[ground][theme]) >= AA


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("tone", ["good", "bad", "wait"])
def test_a_notice_can_be_read_on_its_wash(tone, theme):
    wash = PAIRS[f"{tone}-wash"][theme]
    assert contrast(PAIRS[tone][theme], wash) >= AA
    assert contrast(PAIRS["ink-soft"][theme], wash) >= AA


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("fill", ["accent-fill", "accent-fill-hover"])
def test_a_primary_button_can_be_read(fill, theme):
    assert contrast("#ffffff", PAIRS[fill][theme]) >= AA


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["surround", "ground", "raised", "sunken", "overlay", "hover"])
def test_greys_carry_no_hue(ground, theme):
    colour = PAIRS[ground][theme]
    assert colour[1:3] == colour[3:5] == colour[5:7]
