"""Options of a stage's command, made from its params."""

import pytest
from django.core.management.base import CommandParser

from jobs.local_run import InputError
from jobs.param_options import add_params, read_params
from jobs.stages.find_text import STAGE as APPLY_MASK
from jobs.stages.inpaint import STAGE as INPAINT
from jobs.stages.registry import STAGES
from tests.jobs.small_stages import STAGES as SMALL


def typed(stage, *words):
    parser = CommandParser(prog=stage.name)
    add_params(parser, stage)
    return read_params(stage, vars(parser.parse_args(words)))


@pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)
def test_without_options_a_stage_has_its_defaults(stage):
    assert typed(stage) == stage.params()


@pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)
def test_every_param_is_in_the_help_with_what_it_takes(stage):
    parser = CommandParser(prog=stage.name)
    add_params(parser, stage)
    shown = " ".join(parser.format_help().split())
    for name in stage.params.model_fields:
        assert "--" + name.replace("_", "-") in shown


def test_a_number_is_read():
    assert typed(APPLY_MASK, "--min-confidence", "0.25").min_confidence == 0.25


def test_a_switch_is_set_and_cleared():
    assert typed(APPLY_MASK, "--detect-ocr").detect_ocr is True
    assert typed(APPLY_MASK, "--no-detect-ocr").detect_ocr is False


def test_a_word_or_a_number_is_read_where_both_are_taken():
    dilate = STAGES["adjust_dilation"]
    assert typed(dilate, "--factor", "auto").factor == "auto"
    assert typed(dilate, "--factor", "1.5").factor == 1.5


def test_a_list_is_typed_as_json():
    nudged = typed(STAGES["adjust_dilation"], "--nudges", '[{"region": 3, "pixels": 4}]').nudges
    assert [(nudge.region, nudge.pixels) for nudge in nudged] == [(3, 4)]


@pytest.mark.parametrize("words", ["3", "[3", '[{"region": 3}]', '[{"region": 3, "pixels": 99}]'])
def test_a_list_that_cannot_be_read_is_told_with_what_its_entries_are(words):
    with pytest.raises(InputError, match="region: a whole number of at least 0, pixels: a whole"):
        typed(STAGES["adjust_dilation"], "--nudges", words)


def test_every_wrong_option_is_told_with_what_it_takes():
    with pytest.raises(InputError) as error:
        typed(INPAINT, "--strategy", "magic", "--complexity-threshold", "7")
    assert "--strategy is 'magic'; expected one of patch, model, hybrid." in str(error.value)
    assert "--complexity-threshold is '7'; expected a number from 0 to 1." in str(error.value)


def test_params_that_contradict_each_other_are_told_in_the_stages_words():
    with pytest.raises(InputError, match="nap: low is above high; swap them"):
        typed(SMALL["nap"], "--low", "9", "--high", "3")


def test_a_stage_s_own_words_say_what_is_wrong():
    with pytest.raises(InputError, match="--profile is 'strct': there is no profile 'strct'"):
        typed(STAGES["gate"], "--profile", "strct")
