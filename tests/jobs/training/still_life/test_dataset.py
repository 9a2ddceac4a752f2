"""Samples by number: their captions, marks and split, and shards that are gone on with."""

import numpy as np

from jobs.training.still_life import captions, dataset, overlays, split
from jobs.training.still_life.looks import COLOURS
from jobs.training.still_life.objects import OBJECTS


def words(sample):
    thing, colour = sample.scene.thing, sample.scene.colour
    return (thing, *captions.THINGS.get(thing, ())), (colour, *captions.COLOUR_WORDS[colour])


def test_a_number_always_gives_the_same_sample():
    assert dataset.draw("train", 7) == dataset.draw("train", 7)
    assert dataset.draw("train", 7) != dataset.draw("train", 8)


def test_held_out_pairs_are_never_trained_on():
    for number in range(3000):
        scene = dataset.draw("train", number).scene
        assert not split.held_out(scene.thing, scene.colour)


def test_about_a_seventh_of_the_pairs_is_held_out_and_none_is_lost():
    unseen, seen = split.pairs(unseen=True), split.pairs(unseen=False)
    assert len(unseen) + len(seen) == len(OBJECTS) * len(COLOURS)
    assert 0.10 < len(unseen) / (len(unseen) + len(seen)) < 0.20
    assert {thing for thing, _ in seen} == set(OBJECTS)
    assert {colour for _, colour in seen} == set(COLOURS)


def test_every_caption_names_the_object_and_the_colour():
    for number in range(1500):
        sample = dataset.draw("train", number)
        things, colours = words(sample)
        assert any(thing in sample.caption for thing in things), sample.caption
        assert any(colour in sample.caption for colour in colours), sample.caption


def test_captions_vary_for_one_scene():
    scene, rng = dataset.draw("train", 0).scene, np.random.default_rng(0)
    assert len({captions.caption(scene, rng) for _ in range(60)}) > 40


def test_a_few_percent_are_marked_and_say_so():
    samples = [dataset.draw("train", number) for number in range(2000)]
    marked = [sample for sample in samples if sample.mark]
    assert 0.03 < len(marked) / len(samples) < 0.05
    assert {sample.mark for sample in marked} == set(overlays.KINDS)
    for sample in samples:
        told = "stock watermark" in sample.caption or "with a caption reading" in sample.caption
        assert told is bool(sample.mark)


def test_a_mark_changes_the_picture_and_only_part_of_it():
    plain = np.full((64, 64, 3), 120, np.uint8)
    for kind in overlays.KINDS:
        marked = overlays.mark(plain, kind, np.random.default_rng(1))
        changed = (marked != plain).any(axis=2).mean()
        assert 0.01 < changed < 0.6


def test_rendering_goes_on_from_the_shards_that_are_there(tmp_path, monkeypatch):
    monkeypatch.setattr(dataset, "SHARD", 2)
    dataset.render_shard(tmp_path, 16, ("train", 0))
    first = dataset.shard_path(tmp_path, "train", 0)
    before = first.stat().st_mtime_ns
    dataset.render_shard(tmp_path, 16, ("train", 0))
    dataset.render_shard(tmp_path, 16, ("train", 1))
    assert first.stat().st_mtime_ns == before
    assert [shard.shape for shard in dataset.load(tmp_path, "train")] == [(2, 16, 16, 3)] * 2
