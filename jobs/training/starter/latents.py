"""Encodes renders and captions once, so that the denoiser trains on numbers alone."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from jobs.stages import starter
from jobs.training.starter import autoencoder, keeping
from jobs.training.still_life import dataset


def standardise(net: Any, pictures: Any) -> None:
    """Give every latent channel mean 0 and deviation 1 over the pictures, and no own noise.

    The change goes into the two 1 x 1 convolutions around the latents, so pictures decode as
    before and the scaling factor is 1.
    """
    import torch

    with torch.inference_mode():
        means = [net.encode(part).latent_dist.mean for part in pictures.split(16)]
    found = torch.cat(means).clone()
    mean, spread = found.mean(dim=(0, 2, 3)), found.std(dim=(0, 2, 3))
    count = len(mean)
    with torch.no_grad():
        before, after = net.quant_conv, net.post_quant_conv
        before.weight[:count] /= spread[:, None, None, None]
        before.bias[:count] = (before.bias[:count] - mean) / spread
        before.weight[count:] = 0
        before.bias[count:] = -30
        after.bias += after.weight[:, :, 0, 0] @ mean
        after.weight *= spread[None, :, None, None]
    net.register_to_config(scaling_factor=1.0)


def encode_pictures(renders: Path, out: Path, device: str = "cpu") -> Path:
    """Encode every training render: latents.npy, N x C x 16 x 16, float16; goes on shard by shard.

    Writes the standardised autoencoder to ``vae.pt`` first.
    """
    import torch

    shards = dataset.load(renders, "train")
    channels, net = _standard(shards, out, device)
    del channels
    for index, shard in enumerate(shards):
        path = out / f"latents-{index:04d}.npy"
        if path.exists():
            continue
        with torch.inference_mode():
            parts = [
                net.encode(as_tensor(shard[at : at + 10]).to(device)).latent_dist.mean.cpu()
                for at in range(0, len(shard), 10)
            ]
        _write(path, torch.cat(parts).half().numpy())
        keeping.say(f"latents {index + 1}/{len(shards)}")
    joined = [np.load(out / f"latents-{index:04d}.npy") for index in range(len(shards))]
    _write(out / "latents.npy", np.concatenate(joined))
    return out / "latents.npy"


def _standard(shards: list[NDArray[np.uint8]], out: Path, device: str) -> tuple[Any, Any]:
    kept = out / "vae.pt"
    if not kept.exists():
        state = keeping.load(out / "autoencoder.pt")
        net = autoencoder.load(out / "autoencoder.pt", device)
        standardise(net, as_tensor(shards[0][:200]).to(device))
        assert state is not None
        keeping.save(kept, {"net": net.state_dict(), "channels": state["channels"]})
    net = autoencoder.load(kept, device)
    net.register_to_config(scaling_factor=1.0)
    return net.config.latent_channels, net


def as_tensor(pixels: NDArray[np.uint8]) -> Any:
    """Pictures N x H x W x 3 as N x 3 x H x W, -1..1."""
    import torch

    stacked = torch.from_numpy(np.array(pixels)).permute(0, 3, 1, 2).float()
    return (stacked / 127.5 - 1).contiguous(memory_format=torch.channels_last)


def encode_captions(captions: Sequence[str], out: Path, device: str = "cpu") -> Path:
    """Encode captions as the pipeline will: N + 1 x tokens x 384, float16; the last is empty."""
    import torch

    path = out / "captions.npy"
    if path.exists() and np.load(path, mmap_mode="r").shape[0] == len(captions) + 1:
        return path
    parts = starter.load_parts()
    encoder: Any = parts["text_encoder"]
    encoder.to(device)
    made = []
    wanted = [*captions, ""]
    with torch.inference_mode():
        for at in range(0, len(wanted), 32):
            states = encode(parts["tokenizer"], encoder, wanted[at : at + 32])
            made.append(states.half().cpu().numpy())
            if at % 1600 == 0:
                keeping.say(f"captions {at}/{len(wanted)}")
    _write(path, np.concatenate(made))
    return path


def encode(tokenizer: Any, encoder: Any, prompts: Sequence[str]) -> Any:
    """The encoder's last hidden states of padded prompts, without an attention mask.

    This is what StableDiffusionPipeline.encode_prompt does with a text encoder whose
    configuration does not ask for a mask.
    """
    tokens = tokenizer(
        list(prompts),
        padding="max_length",
        max_length=tokenizer.model_max_length,
        truncation=True,
        return_tensors="pt",
    )
    return encoder(tokens.input_ids.to(encoder.device), attention_mask=None)[0]


def _write(path: Path, array: NDArray[Any]) -> None:
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        np.save(file, array)
    unfinished.replace(path)


def count(path: Path) -> int:
    """How many pictures a file of latents holds."""
    return int(np.load(path, mmap_mode="r").shape[0])
