"""Builds tiny, untrained inpainting checkpoints in the real format."""

from __future__ import annotations

from pathlib import Path

from tests.jobs.stages.generator import checkpoints


def stable_diffusion_inpaint(folder: Path) -> Path:
    """Stable Diffusion's inpainting in small: its UNet sees mask and masked picture too."""
    import torch
    from diffusers import DDIMScheduler, StableDiffusionInpaintPipeline, UNet2DConditionModel

    torch.manual_seed(0)
    unet = UNet2DConditionModel(
        sample_size=32,
        in_channels=9,
        out_channels=4,
        block_out_channels=(32, 64),
        layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=32,
        attention_head_dim=8,
        norm_num_groups=8,
    )
    tokenizer = checkpoints.clip_tokenizer(folder / "vocabulary")
    pipeline = StableDiffusionInpaintPipeline(
        vae=checkpoints.autoencoder(),
        text_encoder=checkpoints.clip_encoder(tokenizer),
        tokenizer=tokenizer,
        unet=unet,
        scheduler=DDIMScheduler(beta_schedule="scaled_linear", clip_sample=False, steps_offset=1),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    place = folder / "tiny-inpaint"
    pipeline.save_pretrained(place, safe_serialization=True)
    return place


def flux_fill(folder: Path) -> Path:
    """Flux Fill in small: its transformer sees mask and masked picture beside the latents."""
    from diffusers import FluxFillPipeline

    pipeline = FluxFillPipeline(
        vae=checkpoints.autoencoder(shift_factor=0.06, use_quant_conv=False),
        **checkpoints.flux_parts(folder, in_channels=48, out_channels=16, guidance_embeds=True),
    )
    place = folder / "tiny-flux-fill"
    pipeline.save_pretrained(place, safe_serialization=True)
    return place
