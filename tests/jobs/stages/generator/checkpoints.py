"""Builds tiny, untrained text-to-image checkpoints in the real format, one of each kind."""

from __future__ import annotations

import json
from pathlib import Path

SIDE = 64
"""Pixels of a side; the autoencoder makes half of it."""


def stable_diffusion(folder: Path, **scheduler: object) -> Path:
    """Stable Diffusion 1 in small: one CLIP encoder, a UNet that tells noise."""
    from diffusers import DDIMScheduler, StableDiffusionPipeline

    tokenizer = clip_tokenizer(folder / "vocabulary")
    pipeline = StableDiffusionPipeline(
        vae=autoencoder(),
        text_encoder=clip_encoder(tokenizer),
        tokenizer=tokenizer,
        unet=_unet(cross_attention_dim=32),
        scheduler=DDIMScheduler(
            beta_schedule="scaled_linear", clip_sample=False, steps_offset=1, **scheduler
        ),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    return _saved(pipeline, folder / "tiny-sd")


def stable_diffusion_xl(folder: Path) -> Path:
    """Stable Diffusion XL in small: two CLIP encoders, conditioned on sizes too."""
    from diffusers import EulerDiscreteScheduler, StableDiffusionXLPipeline

    tokenizer = clip_tokenizer(folder / "vocabulary")
    pipeline = StableDiffusionXLPipeline(
        vae=autoencoder(),
        text_encoder=clip_encoder(tokenizer),
        text_encoder_2=clip_encoder(tokenizer, projection=32),
        tokenizer=tokenizer,
        tokenizer_2=clip_tokenizer(folder / "vocabulary_2"),
        unet=_unet(
            cross_attention_dim=64,
            addition_embed_type="text_time",
            addition_time_embed_dim=8,
            projection_class_embeddings_input_dim=32 + 6 * 8,
        ),
        scheduler=EulerDiscreteScheduler(beta_schedule="scaled_linear", steps_offset=1),
        add_watermarker=False,
    )
    return _saved(pipeline, folder / "tiny-xl")


def stable_diffusion_3(folder: Path, latent_channels: int = 4) -> Path:
    """Stable Diffusion 3 in small: a transformer on flow matching's path, CLIP twice and T5."""
    import torch
    from diffusers import (
        FlowMatchEulerDiscreteScheduler,
        SD3Transformer2DModel,
        StableDiffusion3Pipeline,
    )

    tokenizer, third = clip_tokenizer(folder / "vocabulary"), t5_tokenizer()
    torch.manual_seed(1)
    transformer = SD3Transformer2DModel(
        sample_size=32,
        patch_size=1,
        in_channels=latent_channels,
        num_layers=1,
        attention_head_dim=8,
        num_attention_heads=4,
        caption_projection_dim=32,
        joint_attention_dim=32,
        pooled_projection_dim=64,
        out_channels=latent_channels,
    )
    pipeline = StableDiffusion3Pipeline(
        vae=autoencoder(
            latent_channels=latent_channels,
            shift_factor=0.06,
            use_quant_conv=False,
            use_post_quant_conv=False,
        ),
        text_encoder=clip_encoder(tokenizer, projection=32),
        text_encoder_2=clip_encoder(tokenizer, projection=32),
        text_encoder_3=t5_encoder(third),
        tokenizer=tokenizer,
        tokenizer_2=clip_tokenizer(folder / "vocabulary_2"),
        tokenizer_3=third,
        transformer=transformer,
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
    )
    return _saved(pipeline, folder / "tiny-sd3")


def pixart(folder: Path) -> Path:
    """PixArt-Σ in small: a transformer that reads T5 and calls back in diffusers' older way."""
    import torch
    from diffusers import DPMSolverMultistepScheduler, PixArtSigmaPipeline, PixArtTransformer2DModel

    tokenizer = t5_tokenizer()
    torch.manual_seed(1)
    transformer = PixArtTransformer2DModel(
        sample_size=32,
        num_layers=1,
        patch_size=2,
        attention_head_dim=8,
        num_attention_heads=4,
        in_channels=4,
        out_channels=8,
        cross_attention_dim=32,
        caption_channels=32,
        norm_type="ada_norm_single",
        use_additional_conditions=False,
    )
    pipeline = PixArtSigmaPipeline(
        vae=autoencoder(),
        text_encoder=t5_encoder(tokenizer),
        tokenizer=tokenizer,
        transformer=transformer,
        scheduler=DPMSolverMultistepScheduler(),
    )
    return _saved(pipeline, folder / "tiny-pixart")


def flux(folder: Path) -> Path:
    """Flux in small: packed latents, guidance distilled away, so no negative prompt."""
    from diffusers import FluxPipeline

    pipeline = FluxPipeline(
        vae=autoencoder(shift_factor=0.06, use_quant_conv=False, use_post_quant_conv=False),
        **flux_parts(folder, in_channels=16, guidance_embeds=False),
    )
    return _saved(pipeline, folder / "tiny-flux")


def flux_parts(folder: Path, **transformer: object) -> dict[str, object]:
    """What Flux's pipelines share: two tokenizers and encoders, scheduler, and a transformer."""
    import torch
    from diffusers import FlowMatchEulerDiscreteScheduler, FluxTransformer2DModel

    tokenizer, second = clip_tokenizer(folder / "vocabulary"), t5_tokenizer()
    torch.manual_seed(1)
    return {
        "transformer": FluxTransformer2DModel(
            patch_size=1,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=32,
            pooled_projection_dim=32,
            axes_dims_rope=(4, 4, 8),
            **transformer,
        ),
        "text_encoder": clip_encoder(tokenizer),
        "text_encoder_2": t5_encoder(second),
        "tokenizer": tokenizer,
        "tokenizer_2": second,
        "scheduler": FlowMatchEulerDiscreteScheduler(),
    }


def _saved(pipeline: object, place: Path) -> Path:
    pipeline.save_pretrained(place, safe_serialization=True)  # type: ignore[attr-defined]
    return place


def _unet(**conditioning: object):
    import torch
    from diffusers import UNet2DConditionModel

    torch.manual_seed(0)
    return UNet2DConditionModel(
        sample_size=SIDE // 2,
        in_channels=4,
        out_channels=4,
        block_out_channels=(32, 64),
        layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=8,
        norm_num_groups=8,
        **conditioning,
    )


def autoencoder(latent_channels: int = 4, **more: object):
    """An autoencoder that halves both sides."""
    import torch
    from diffusers import AutoencoderKL

    torch.manual_seed(2)
    return AutoencoderKL(
        block_out_channels=(16, 16),
        down_block_types=("DownEncoderBlock2D", "DownEncoderBlock2D"),
        up_block_types=("UpDecoderBlock2D", "UpDecoderBlock2D"),
        latent_channels=latent_channels,
        norm_num_groups=8,
        sample_size=SIDE,
        **more,
    )


def clip_tokenizer(folder: Path):
    """CLIP's tokenizer over single letters, with no merges."""
    from transformers import CLIPTokenizer

    folder.mkdir(parents=True)
    letters = "abcdefghijklmnopqrstuvwxyz,.-"
    tokens = [*letters, *(f"{letter}</w>" for letter in letters)]
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    vocabulary = {token: index for index, token in enumerate(tokens)}
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    return CLIPTokenizer(
        str(folder / "vocab.json"), str(folder / "merges.txt"), model_max_length=77
    )


def clip_encoder(tokenizer, projection: int | None = None):
    """CLIP's text encoder, two layers of 32, with a projection where one is asked for."""
    import torch
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    torch.manual_seed(3)
    kind = CLIPTextModel if projection is None else CLIPTextModelWithProjection
    return kind(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=32,
            intermediate_size=37,
            num_hidden_layers=2,
            num_attention_heads=4,
            max_position_embeddings=77,
            projection_dim=projection or 32,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )


def t5_tokenizer():
    """T5's tokenizer over single letters."""
    from transformers import T5Tokenizer

    letters = "▁abcdefghijklmnopqrstuvwxyz,.-"
    vocabulary = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), *((x, -2.0) for x in letters)]
    return T5Tokenizer(vocab=vocabulary, extra_ids=0, model_max_length=77)


def t5_encoder(tokenizer):
    """T5's encoder, one layer of 32."""
    import torch
    from transformers import T5Config, T5EncoderModel

    torch.manual_seed(4)
    return T5EncoderModel(
        T5Config(vocab_size=len(tokenizer), d_model=32, d_ff=37, d_kv=8, num_layers=1, num_heads=4)
    ).eval()
