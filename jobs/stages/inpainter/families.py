"""The families of diffusers pipelines that fill holes, by their class."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Family:
    """What differs between inpainting pipelines.

    ``denoiser`` is the part whose ``sample_size`` says which side, in latents, the model was
    trained at; empty where the pipeline itself says so. Both sides of a picture must be multiples
    of ``latents`` latents. ``guidance_scale`` suits the family best, and ``half`` is its dtype on
    CUDA. ``held`` is a text-to-image pipeline whose latents are held to the picture's outside the
    hole by us, since diffusers has no pipeline that does.
    """

    title: str
    denoiser: str
    latents: int
    guidance_scale: float
    half: str = "float16"
    held: bool = False


HELD = "StableDiffusionPipeline"
FAMILIES: dict[str, Family] = {
    "StableDiffusionInpaintPipeline": Family("Stable Diffusion 1 and 2", "unet", 1, 6.0),
    "StableDiffusionXLInpaintPipeline": Family("Stable Diffusion XL", "unet", 1, 7.0),
    "StableDiffusion3InpaintPipeline": Family(
        "Stable Diffusion 3", "transformer", 2, 7.0, "bfloat16"
    ),
    "FluxInpaintPipeline": Family("Flux", "", 2, 3.5, "bfloat16"),
    "FluxFillPipeline": Family("Flux Fill", "", 2, 30.0, "bfloat16"),
    HELD: Family("Stable Diffusion with latents of its own", "unet", 1, 3.0, held=True),
}

FROM_TEXT_TO_IMAGE: dict[str, str] = {
    "StableDiffusionPipeline": "StableDiffusionInpaintPipeline",
    "StableDiffusionXLPipeline": "StableDiffusionXLInpaintPipeline",
    "StableDiffusion3Pipeline": "StableDiffusion3InpaintPipeline",
    "FluxPipeline": "FluxInpaintPipeline",
}
"""Which of these a text-to-image checkpoint becomes: it draws the whole crop, held to the known."""


def family_class(named: str, channels: int) -> str | None:
    """The pipeline that fills for the class that a checkpoint names, or None for an unknown one.

    ``channels`` is how many its UNet takes: diffusers fills with 4 and 9 of them alone.
    """
    if named == HELD and channels not in (4, 9):
        return HELD
    found = FROM_TEXT_TO_IMAGE.get(named, named)
    return found if found in FAMILIES else None
