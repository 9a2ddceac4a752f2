"""Previews: colours from latents by a map that is fitted to the autoencoder."""

import numpy as np

from jobs.stages.generator.previews import fit, pictures_of


class Halving:
    """An autoencoder that is linear: its latents are the halved picture's colours, mixed."""

    class config(dict):
        scaling_factor = 0.5

    config = config(block_out_channels=(1, 1), shift_factor=0.25)
    device, dtype = "cpu", None
    mix = np.array([[1, 0, 0.5, 0], [0, 1, 0, 0.3], [0.2, 0, 1, 0]], np.float32)

    def encode(self, pictures):
        import torch

        small = torch.nn.functional.avg_pool2d(pictures, 2)
        mixed = torch.einsum("nchw,ck->nkhw", small, torch.from_numpy(self.mix))
        return type("Given", (), {"latent": mixed})()


class Clean:
    """A scheduler whose latents do not grow."""

    init_noise_sigma = 1.0


def test_a_linear_autoencoders_colours_come_back():
    import torch

    autoencoder = Halving()
    fitted = fit(autoencoder)
    colours = np.random.default_rng(0).uniform(0, 1, (1, 128, 128, 3)).astype(np.float32)
    given = torch.from_numpy(colours.transpose(0, 3, 1, 2) * 2 - 1)
    latents = (autoencoder.encode(given).latent - 0.25) * 0.5
    pipeline = type("Pipeline", (), {"scheduler": Clean()})()
    (shown,) = pictures_of(latents, fitted, pipeline, (128, 128))
    halved = colours[0].reshape(64, 2, 64, 2, 3).mean(axis=(1, 3)) * 255
    assert shown.shape == (64, 64, 3)
    assert np.abs(shown - halved).max() <= 1


def test_small_latents_are_shown_larger(weights):
    import torch

    from jobs.stages.generator import loading
    from jobs.stages.generator.previews import projection

    checkpoint, pipeline = loading.pipeline(weights)
    fitted = projection(checkpoint, pipeline, weights)
    shown = pictures_of(torch.zeros(2, 4, 16, 32), fitted, pipeline, (64, 32))
    assert [picture.shape for picture in shown] == [(64, 128, 3)] * 2
