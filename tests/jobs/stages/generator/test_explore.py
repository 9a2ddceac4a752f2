"""Exploring: seeds, batches, deliveries, previews, cancelling, and running out of memory."""

import numpy as np
import pytest
import torch

from jobs.stages.contract import Cancelled, StageError
from jobs.stages.generator import explore, loading
from jobs.stages.generator.explore import seeds_for
from jobs.stages.generator.params import ExploreParams
from jobs.stages.perceptual_hash import phash
from tests.jobs.stages.generator.conftest import Receiver, blank


def params(**more):
    return ExploreParams(**{"prompt": "a red mug", "count": 3, "batch_size": 2, "steps": 2} | more)


def explored(weights, seed=1, delivered=frozenset(), stop=lambda: None, **more):
    receiver = Receiver(weights, seed, delivered=delivered, stop=stop)
    return receiver, explore.run(blank(), params(**more), receiver.context)


@pytest.fixture(scope="module")
def once(weights):
    return explored(weights)


def test_every_sample_is_delivered_by_its_name_with_its_facts(once):
    receiver, result = once
    assert list(receiver.pictures) == ["sample.000", "sample.001", "sample.002"]
    facts = [delivery.facts for delivery in receiver.deliveries]
    assert facts == list(result.details.samples)
    assert [entry.batch_size for entry in facts] == [2, 2, 1]
    assert [entry.phash for entry in facts] == [phash(p) for p in receiver.pictures.values()]


def test_seeds_are_drawn_from_the_jobs_and_recorded(once):
    _, result = once
    assert result.details.seeds == seeds_for(params(), 1)
    assert len(set(result.details.seeds)) == 3
    assert seeds_for(params(), 2) != seeds_for(params(), 1)


def test_given_seeds_are_used(weights, once):
    seed = once[1].details.seeds[1]
    receiver, _ = explored(weights, seed=9, count=1, seeds=(seed,))
    apart = np.abs(receiver.pictures["sample.000"].astype(int) - once[0].pictures["sample.001"])
    # Alone or in a batch, only the last bits of a sum may differ.
    assert apart.max() <= 2


def test_the_same_exploration_gives_the_same_pixels(weights, once):
    again, _ = explored(weights)
    for name, pixels in once[0].pictures.items():
        assert np.array_equal(pixels, again.pictures[name])


def test_the_prompt_reaches_the_samples(weights, once):
    other, _ = explored(weights, prompt="something else")
    assert not np.array_equal(once[0].pictures["sample.000"], other.pictures["sample.000"])


def test_the_sheet_is_the_picture_and_the_new_source(once):
    frame = once[1].frame
    assert frame.source is frame.picture
    assert frame.picture.pixels.shape[1] > 3 * 64


def test_what_an_earlier_attempt_delivered_is_not_drawn_again(weights, once):
    receiver, result = explored(weights, delivered=frozenset({"sample.000", "sample.001"}))
    assert list(receiver.pictures) == ["sample.002"]
    assert result.details.seeds == once[1].details.seeds
    assert result.details.notes == ("2 of 3 were drawn by an earlier attempt",)


def test_progress_comes_after_every_step_and_only_rises(once):
    fractions = [fraction for fraction, _ in once[0].reports]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert ("drawing 1 to 2 of 3") in {note for _, note in once[0].reports}


def test_cancelling_takes_effect_within_one_step(weights):
    steps = []

    def stop():
        steps.append(None)
        return Cancelled() if len(steps) > 4 else None

    with pytest.raises(Cancelled):
        explored(weights, stop=stop, steps=50)
    # The check that saw the wish is the last thing that happened.
    assert len(steps) == 5


def test_the_checkpoints_own_sampler_is_back_after_a_cancelled_run(weights):
    _, pipeline = loading.pipeline(weights)
    before = pipeline.scheduler
    with pytest.raises(Cancelled):
        explored(weights, stop=iter([None] * 3 + [Cancelled()] * 9).__next__)
    assert pipeline.scheduler is before


@pytest.fixture
def little_memory(weights):
    """The denoiser asks for more than there is as soon as it is given more than so many."""
    _, pipeline = loading.pipeline(weights)
    hooks = []

    def at_most(count):
        def greedy(module, given):
            # Guidance doubles the batch. The failure is the allocator's own.
            if given[0].shape[0] > 2 * count:
                torch.empty(2**55)

        hooks.append(pipeline.unet.register_forward_pre_hook(greedy))

    yield at_most
    for hook in hooks:
        hook.remove()


def test_without_memory_the_batch_is_halved_and_it_is_said(weights, little_memory):
    little_memory(1)
    receiver, result = explored(weights, count=5, batch_size=4)
    assert result.details.notes == (
        "memory ran out at 4: went on with 2",
        "memory ran out at 2: went on with 1",
    )
    assert [sample.batch_size for sample in result.details.samples] == [1] * 5
    assert result.details.notes[0] in {note for _, note in receiver.reports}


def test_without_memory_for_one_sample_it_is_said_what_to_do(weights, little_memory):
    little_memory(0)
    with pytest.raises(StageError, match="one sample at a time: take a smaller width and height"):
        explored(weights)


def test_another_error_is_not_taken_for_a_lack_of_memory(weights):
    _, pipeline = loading.pipeline(weights)

    def broken(module, given):
        raise RuntimeError("something else")

    hook = pipeline.unet.register_forward_pre_hook(broken)
    with pytest.raises(RuntimeError, match="something else"):
        explored(weights)
    hook.remove()


def test_the_prompt_is_encoded_once_for_all_batches(weights):
    _, pipeline = loading.pipeline(weights)
    calls = []
    hook = pipeline.text_encoder.register_forward_hook(lambda *_: calls.append(1))
    explored(weights, count=4, batch_size=1)
    hook.remove()
    # Once for the prompt, once for the negative one.
    assert len(calls) == 2
