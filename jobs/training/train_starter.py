"""Trains the starter checkpoint from nothing: renders, autoencoder, latents, denoiser, export.

Each part is a command of ``python -m jobs.training.train_starter PART --out FOLDER``; run them in
the order of ``--help``. A part that was killed goes on from what FOLDER holds.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path

from jobs.stages import starter
from jobs.training.starter import autoencoder, denoiser, export, keeping, latents, networks
from jobs.training.still_life import dataset


def main(arguments: list[str] | None = None) -> None:
    """Run one part."""
    options = _parser().parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    if options.threads:
        import torch

        torch.set_num_threads(options.threads)
    part: Callable[[argparse.Namespace], None] = options.part
    part(options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="train_starter", description=__doc__)
    parts = parser.add_subparsers(required=True, metavar="PART")

    def part(
        name: str, run: Callable[[argparse.Namespace], None], told: str
    ) -> argparse.ArgumentParser:
        made = parts.add_parser(name, help=told, description=told)
        made.set_defaults(part=run)
        made.add_argument("--out", type=Path, required=True, help="folder of the whole training")
        made.add_argument("--device", default="cpu", help="cpu, or cuda where there is one")
        made.add_argument("--threads", type=int, default=0, help="of the CPU; 0 leaves the default")
        made.add_argument("--seed", type=int, default=0)
        return made

    made = part("render", _render, "render the world's pictures into shards")
    made.add_argument("--train", type=int, default=8000, help="pictures to train on")
    made.add_argument("--unseen", type=int, default=500, help="of held-out pairs, for the judge")
    made.add_argument("--check", type=int, default=500, help="of all pairs, to check the judge")
    made.add_argument("--size", type=int, default=networks.PICTURE_SIZE)
    made.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    made = part("autoencoder", _autoencoder, "train the autoencoder")
    made.add_argument("--minutes", type=float, default=12, help="of wall clock, over all runs")
    made.add_argument("--batch", type=int, default=4, help="crops a step")
    made.add_argument("--whole-batch", type=int, default=1, help="whole pictures a step, later")
    made.add_argument("--lanes", type=int, default=1, help="copies that share a batch, for a CPU")
    made.add_argument("--channels", type=int, nargs="+", default=[8, 16, 32, 96, 160])
    part("latents", _latents, "encode the renders and their captions")
    made = part("denoiser", _denoiser, "train the denoiser")
    made.add_argument("--minutes", type=float, default=60, help="of wall clock, over all runs")
    made.add_argument("--batch", type=int, default=16)
    made.add_argument("--lanes", type=int, default=1, help="copies that share a batch, for a CPU")
    made.add_argument("--peak-rate", type=float, default=8e-4)
    made.add_argument("--channels", type=int, nargs="+", default=[64, 128, 256])
    made = part("sharpen", _sharpen, "train the decoder on, with the latents as they are")
    made.add_argument("--minutes", type=float, default=10, help="of wall clock, over all runs")
    made.add_argument("--lanes", type=int, default=1, help="copies that share a batch, for a CPU")
    made = part("judge", _judge, "train the judge of object and colour")
    made.add_argument("--epochs", type=int, default=14)
    made = part("export", _export, "write the diffusers folder")
    made.add_argument("--to", type=Path, default=starter.FOLDER, help="the diffusers folder")
    return parser


def _render(options: argparse.Namespace) -> None:
    counts: dict[dataset.Kind, int] = {
        "train": options.train, "unseen": options.unseen, "check": options.check,
    }  # fmt: skip
    dataset.render_all(options.out / "renders", counts, options.size, options.workers)


def _autoencoder(options: argparse.Namespace) -> None:
    chosen = autoencoder.Options(
        minutes=options.minutes,
        batch=options.batch,
        whole_batch=options.whole_batch,
        lanes=options.lanes,
        channels=tuple(options.channels),
        seed=options.seed,
        device=options.device,
    )
    autoencoder.train(options.out / "renders", options.out, chosen)


def _sharpen(options: argparse.Namespace) -> None:
    chosen = autoencoder.Options(
        minutes=options.minutes,
        sharpness=1.2,
        whole_batch=2,
        lanes=options.lanes,
        seed=options.seed,
        device=options.device,
    )
    autoencoder.sharpen(options.out / "renders", options.out, chosen)


def _latents(options: argparse.Namespace) -> None:
    path = latents.encode_pictures(options.out / "renders", options.out, options.device)
    captions = [dataset.draw("train", number).caption for number in range(latents.count(path))]
    latents.encode_captions(captions, options.out, options.device)


def _denoiser(options: argparse.Namespace) -> None:
    chosen = denoiser.Options(
        minutes=options.minutes,
        batch=options.batch,
        peak_rate=options.peak_rate,
        lanes=options.lanes,
        channels=tuple(options.channels),
        seed=options.seed,
        device=options.device,
    )
    denoiser.train(options.out, chosen)


def _judge(options: argparse.Namespace) -> None:
    from jobs.training.starter import judging

    judging.train(options.out / "renders", options.out, options.epochs, options.seed)


def _export(options: argparse.Namespace) -> None:
    sharpened = options.out / "sharpened.pt"
    vae = autoencoder.load(sharpened if sharpened.exists() else options.out / "vae.pt")
    vae.register_to_config(scaling_factor=1.0)
    unet = denoiser.load(options.out / "denoiser.pt")
    keeping.say(str(export.write_folder(options.to, vae, unet, networks.scheduler())))


if __name__ == "__main__":
    main()
