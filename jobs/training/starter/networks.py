"""The shapes of the starter checkpoint's networks and the noise schedule they are trained with."""

from __future__ import annotations

from typing import Any

LATENT_CHANNELS = 8
PICTURE_SIZE = 256
DOWNSCALE = 16
CROSS_ATTENTION = 384


def autoencoder(channels: tuple[int, ...] = (8, 16, 32, 96, 160)) -> Any:
    """An untrained autoencoder: RGB in -1..1 to LATENT_CHANNELS at a sixteenth of the size.

    Narrow where the picture is large, since a convolution there costs most; no attention, so
    that any size works and crops train it.
    """
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        in_channels=3,
        out_channels=3,
        down_block_types=("DownEncoderBlock2D",) * len(channels),
        up_block_types=("UpDecoderBlock2D",) * len(channels),
        block_out_channels=channels,
        layers_per_block=1,
        latent_channels=LATENT_CHANNELS,
        norm_num_groups=1,
        sample_size=PICTURE_SIZE,
        mid_block_add_attention=False,
        force_upcast=False,
    )


def denoiser(channels: tuple[int, ...] = (64, 128, 256)) -> Any:
    """An untrained denoiser over 16 x 16 latents, with the prompt's states by cross-attention.

    Attention is left out at the largest level, where it would cost more than it gives.
    """
    from diffusers import UNet2DConditionModel

    deep = len(channels) - 1
    return UNet2DConditionModel(
        sample_size=PICTURE_SIZE // DOWNSCALE,
        in_channels=LATENT_CHANNELS,
        out_channels=LATENT_CHANNELS,
        down_block_types=("DownBlock2D", *("CrossAttnDownBlock2D",) * deep),
        up_block_types=(*("CrossAttnUpBlock2D",) * deep, "UpBlock2D"),
        block_out_channels=channels,
        layers_per_block=1,
        cross_attention_dim=CROSS_ATTENTION,
        attention_head_dim=tuple(wide // 32 for wide in channels),
        norm_num_groups=32,
    )


def scheduler() -> Any:
    """The noise schedule, as a deterministic sampler.

    The last betas are large, so that hardly anything of the picture is left at the last step
    (signal to noise below 0.001): with the usual 0.012 a picture's mean colour leaks through
    (Lin et al., 2023, "Common Diffusion Noise Schedules and Sample Steps are Flawed").
    """
    from diffusers import DDIMScheduler

    return DDIMScheduler(
        num_train_timesteps=1000,
        beta_schedule="scaled_linear",
        beta_start=0.00085,
        beta_end=0.018,
        prediction_type="v_prediction",
        clip_sample=False,
        set_alpha_to_one=True,
        steps_offset=1,
        timestep_spacing="trailing",
    )
