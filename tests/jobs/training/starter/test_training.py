"""The parts of the starter's training, at tiny size: each learns, and goes on when killed."""

import numpy as np
import pytest
import torch

from jobs.benchmarks import judge
from jobs.stages import starter
from jobs.training import train_starter
from jobs.training.starter import (
    autoencoder,
    denoiser,
    export,
    keeping,
    latents,
    networks,
    pathways,
)
from jobs.training.starter.lanes import Lanes
from jobs.training.still_life import dataset
from jobs.training.still_life.looks import COLOURS
from jobs.training.still_life.objects import OBJECTS

CHANNELS = (8, 16, 32)
SMALL = autoencoder.Options(crop=16, batch=2, whole_share=0, channels=CHANNELS, most_steps=2)


@pytest.fixture
def renders(tmp_path):
    folder = tmp_path / "renders"
    folder.mkdir()
    ramp = np.linspace(0, 255, 32)
    picture = np.stack(np.broadcast_arrays(ramp[:, None], ramp[None], 128.0), axis=2)
    shard = np.stack([np.roll(picture, 3 * turn, axis=1) for turn in range(30)]).astype(np.uint8)
    np.save(dataset.shard_path(folder, "train", 0), shard)
    return folder


def test_the_autoencoder_goes_on_where_it_was(tmp_path, renders):
    kept = autoencoder.train(renders, tmp_path, SMALL)
    assert keeping.load(kept)["step"] == 2
    autoencoder.train(renders, tmp_path, autoencoder.Options(**{**vars(SMALL), "most_steps": 4}))
    assert keeping.load(kept)["step"] == 4


def test_a_run_in_two_parts_gives_the_weights_of_one_run(tmp_path, renders):
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    whole.mkdir()
    parts.mkdir()
    three = autoencoder.Options(**{**vars(SMALL), "most_steps": 3, "minutes": 1e6})
    two = autoencoder.Options(**{**vars(three), "most_steps": 2})
    autoencoder.train(renders, whole, three)
    autoencoder.train(renders, parts, two)
    autoencoder.train(renders, parts, three)
    one, other = (autoencoder.load(path / "autoencoder.pt").state_dict() for path in (whole, parts))
    assert all(torch.allclose(one[name], other[name], atol=1e-6) for name in one)


def test_prepared_weights_pass_a_blurred_picture_at_once(renders):
    torch.manual_seed(0)
    net = networks.autoencoder(CHANNELS)
    pictures = latents.as_tensor(np.load(dataset.shard_path(renders, "train", 0)))
    pathways.prepare(net, pictures)
    with torch.inference_mode():
        shown = net.decode(net.encode(pictures).latent_dist.mean).sample
    assert float((shown - pictures).abs().mean()) < 0.5 * float(pictures.abs().mean())


def test_standardised_latents_have_deviation_one_and_decode_as_before(renders):
    torch.manual_seed(0)
    net = networks.autoencoder(CHANNELS)
    pictures = latents.as_tensor(np.load(dataset.shard_path(renders, "train", 0)))
    with torch.inference_mode():
        before = net.decode(net.encode(pictures).latent_dist.mean).sample
    latents.standardise(net, pictures)
    with torch.inference_mode():
        found = net.encode(pictures).latent_dist
        after = net.decode(found.mean).sample
    assert torch.allclose(found.mean.std(dim=(0, 2, 3)), torch.ones(8), atol=1e-3)
    assert torch.allclose(found.mean.mean(dim=(0, 2, 3)), torch.zeros(8), atol=1e-3)
    assert float(found.std.max()) < 1e-5
    assert torch.allclose(before, after, atol=1e-3)


def test_the_denoiser_goes_on_where_it_was_and_its_folder_loads(tmp_path):
    rng = np.random.default_rng(0)
    np.save(tmp_path / "latents.npy", rng.normal(size=(6, 8, 16, 16)).astype(np.float16))
    np.save(tmp_path / "captions.npy", rng.normal(size=(7, 8, 384)).astype(np.float16))
    options = {"batch": 2, "channels": (32, 32), "save_every": 1, "minutes": 1e6}
    kept = denoiser.train(tmp_path, denoiser.Options(most_steps=1, **options))
    first = keeping.load(kept)
    denoiser.train(tmp_path, denoiser.Options(most_steps=2, **options))
    second = keeping.load(kept)
    assert (first["step"], second["step"]) == (1, 2)
    assert any(not torch.equal(first["net"][name], second["net"][name]) for name in first["net"])
    folder = export.write_folder(
        tmp_path / "folder",
        networks.autoencoder(CHANNELS),
        denoiser.load(kept),
        networks.scheduler(),
    )
    weights = sorted(path.name for path in folder.rglob("*") if path.stat().st_size > 20_000)
    assert weights == ["diffusion_pytorch_model.safetensors"] * 2


def test_captions_are_encoded_as_the_pipeline_encodes_a_prompt(tmp_path):
    from diffusers import StableDiffusionPipeline

    parts = starter.load_parts()
    pipe = StableDiffusionPipeline(
        vae=networks.autoencoder(CHANNELS),
        unet=networks.denoiser((32, 32)),
        scheduler=networks.scheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
        **parts,
    )
    prompt = "a red glazed vase on a wooden table, soft daylight"
    wanted, empty = pipe.encode_prompt(prompt, "cpu", 1, do_classifier_free_guidance=True)
    found = np.load(latents.encode_captions([prompt], tmp_path))
    assert found.shape == (2, starter.TOKEN_LIMIT, 384)
    with torch.inference_mode():
        exact = latents.encode(parts["tokenizer"], parts["text_encoder"], [prompt])
    assert torch.equal(exact, wanted)
    assert np.allclose(found[0], wanted[0].detach(), atol=2e-3)
    assert np.allclose(found[1], empty[0].detach(), atol=2e-3)


def test_the_budget_counts_earlier_runs_and_its_rate_ends_at_nothing():
    assert keeping.Budget(1, spent=30).share() == pytest.approx(0.5, abs=0.01)
    assert keeping.Budget(1, spent=60).rate(1.0, 500, 10) == pytest.approx(0, abs=1e-6)
    assert keeping.Budget(1e6).rate(1.0, 4, 10) == pytest.approx(0.5)


def test_the_judge_names_the_worlds_own_objects_and_colours():
    assert tuple(OBJECTS) == judge.THINGS
    assert tuple(COLOURS) == judge.COLOURS


def test_lanes_add_up_to_the_gradients_of_the_whole_batch():
    torch.manual_seed(0)
    threads = torch.get_num_threads()
    net, pictures = torch.nn.Linear(3, 2), torch.randn(4, 3)
    net(pictures).square().mean().backward()
    wanted = net.weight.grad.clone()
    net.zero_grad()
    loss = Lanes(net, 2).backward(lambda copy, part: copy(part).square().mean(), pictures)
    torch.set_num_threads(threads)
    assert torch.allclose(net.weight.grad, wanted, atol=1e-6)
    assert loss == pytest.approx(net(pictures).square().mean().item(), abs=1e-6)


def test_the_decoder_is_sharpened_without_moving_the_latents(tmp_path, renders):
    kept = autoencoder.train(renders, tmp_path, SMALL)
    keeping.save(tmp_path / "vae.pt", keeping.load(kept))
    sharpened = autoencoder.sharpen(renders, tmp_path, SMALL)
    before, after = (autoencoder.load(path).state_dict() for path in (kept, sharpened))
    moved = {name for name in before if not torch.equal(before[name], after[name])}
    assert moved and all(name.startswith(("decoder.", "post_quant_conv.")) for name in moved)


@pytest.mark.parametrize(
    "part", ["render", "autoencoder", "latents", "denoiser", "sharpen", "judge", "export"]
)
def test_every_part_of_the_command_tells_its_options(part, capsys):
    with pytest.raises(SystemExit, match="0"):
        train_starter.main([part, "--help"])
    assert "--out" in capsys.readouterr().out
