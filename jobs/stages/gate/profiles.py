"""How strict the gate is: one table of thresholds, a row a check, a column a profile."""

from __future__ import annotations

from jobs.stages.gate.report import ProfileName

VERSION = "1"
"""Raised with every change, so that past verdicts can be told from new ones."""

# A check fails above its threshold. Set so that 95 of 100 clean pictures pass "standard".
THRESHOLDS: dict[str, dict[ProfileName, float]] = {
    "residual_text": {"lenient": 0.9, "standard": 0.75, "strict": 0.6},
    "halo": {"lenient": 14.0, "standard": 9.0, "strict": 6.0},
    "overshoot": {"lenient": 8.0, "standard": 4.0, "strict": 2.5},
    "seam": {"lenient": 3.5, "standard": 1.0, "strict": 0.6},
    "noise": {"lenient": 9.0, "standard": 5.0, "strict": 3.0},
    "noise_mismatch": {"lenient": 4.0, "standard": 2.5, "strict": 1.5},
    "blockiness": {"lenient": 1.8, "standard": 1.1, "strict": 0.7},
}
