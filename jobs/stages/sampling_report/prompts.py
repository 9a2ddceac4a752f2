"""Prompts as people write them: one a line, with comments."""

from __future__ import annotations

from jobs.stages.sampling_report.params import MAX_PROMPTS, PROMPT_LENGTH

COMMENT = "#"


class PromptsError(ValueError):
    """The text holds no list of prompts; the message names the line."""


def prompts_in(text: str) -> tuple[str, ...]:
    """The prompts of a text; empty lines and those that begin with # are passed over."""
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        prompt = line.strip()
        if not prompt or prompt.startswith(COMMENT):
            continue
        if len(prompt) > PROMPT_LENGTH:
            raise PromptsError(
                f"line {number}: the prompt has {len(prompt):,} characters; "
                f"at most {PROMPT_LENGTH:,} are read"
            )
        if prompt in found:
            raise PromptsError(
                f"line {number}: the same prompt as in line {found[prompt]}; each counts once, "
                "so leave one out"
            )
        found[prompt] = number
    if not found:
        raise PromptsError("there is no prompt; write one a line")
    if len(found) > MAX_PROMPTS:
        raise PromptsError(f"there are {len(found)} prompts; at most {MAX_PROMPTS} are compared")
    return tuple(found)
