"""Captions for scenes, in varied words: synonyms, orders, with and without what stands around."""

from __future__ import annotations

import numpy as np

from jobs.training.still_life.stage import Scene

THINGS: dict[str, tuple[str, ...]] = {
    "vase": ("flower vase",),
    "mug": ("coffee mug", "cup"),
    "bowl": ("fruit bowl",),
    "teapot": ("tea pot",),
    "candle": ("pillar candle",),
    "goblet": ("chalice",),
    "bell": ("hand bell",),
    "lamp": ("table lamp",),
    "book": ("hardback book",),
    "gift box": ("present", "wrapped gift"),
    "ring": ("torus",),
    "mushroom": ("toadstool",),
    "cactus": ("potted cactus",),
    "top hat": ("hat",),
    "bucket": ("pail",),
    "barrel": ("cask",),
    "star": ("five-pointed star",),
    "heart": ("heart shape",),
    "duck": ("toy duck", "rubber duck"),
    "pawn": ("chess pawn",),
}
"""Other words for an object."""
COLOUR_WORDS: dict[str, tuple[str, ...]] = {
    "red": ("bright red", "crimson"),
    "orange": ("bright orange",),
    "yellow": ("bright yellow",),
    "green": ("emerald green",),
    "turquoise": ("teal", "turquoise blue"),
    "blue": ("deep blue", "cobalt blue"),
    "purple": ("violet", "deep purple"),
    "pink": ("rose pink",),
    "white": ("pure white",),
    "black": ("jet black",),
    "brown": ("chocolate brown",),
}
MATERIAL_WORDS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "ceramic": (("ceramic", "matte ceramic"), ("ceramic", "matte clay")),
    "glazed": (("glazed", "glossy", "shiny glazed"), ("glossy porcelain", "glazed ceramic")),
    "metal": (("metal", "brushed metal", "metallic"), ("brushed metal", "metal")),
    "glass": (("glass", "tinted glass"), ("glass", "coloured glass")),
    "wooden": (("wooden", "stained wood"), ("wood", "painted wood")),
    "felt": (("felt", "soft felt"), ("felt", "soft fabric")),
}
"""A material before the object's name, and after "made of"."""
SETTING_WORDS: dict[str, tuple[str, ...]] = {
    "wooden table": ("on a wooden table", "on an oak table", "standing on wooden planks"),
    "marble": ("on polished marble", "on a marble counter", "on a marble slab"),
    "linen": ("on linen cloth", "on a linen tablecloth", "on rough linen"),
    "concrete": ("on concrete", "on a concrete ledge", "against a concrete wall"),
    "studio": ("on a plain white background", "in a white studio", "on a seamless backdrop"),
    "slate": ("on dark slate", "on a dark background", "on a slate tile"),
    "blue paper": ("on pale blue paper", "against a pale blue backdrop", "on light blue"),
    "windowsill": ("on a windowsill", "by a window with a garden behind",
                   "on a sill with a blurred garden behind"),
}  # fmt: skip
LIGHT_WORDS: dict[str, tuple[str, ...]] = {
    "daylight": ("soft daylight", "gentle daylight"),
    "evening": ("warm evening light", "golden evening sun"),
    "spotlight": ("a hard spotlight", "dramatic spotlight"),
    "studio light": ("bright studio light", "even studio lighting"),
    "morning": ("cool morning light", "fresh morning light"),
}
_OPENINGS = ("", "", "", "", "a photo of ", "a product photo of ", "a still life with ",
             "a studio shot of ", "a picture of ")  # fmt: skip


def caption(scene: Scene, rng: np.random.Generator, ending: str = "") -> str:
    """One caption that names object and colour, and any of material, setting and light."""
    thing = _word(rng, scene.thing, THINGS.get(scene.thing, ()), 0.2)
    colour = _word(rng, scene.colour, COLOUR_WORDS[scene.colour], 0.15)
    before, after = MATERIAL_WORDS[scene.material]
    named = rng.random() < 0.7
    material = _one(rng, before) if named else ""
    form = rng.random()
    if form < 0.80:
        core = article(" ".join(part for part in (colour, material, thing) if part))
    elif form < 0.90:
        core = f"{article(thing)} in {colour}" + (f", made of {_one(rng, after)}" if named else "")
    else:
        core = article(f"{colour} {thing}") + (f" made of {_one(rng, after)}" if named else "")
    around = _one(rng, SETTING_WORDS[scene.setting]) if rng.random() < 0.8 else ""
    light = _one(rng, LIGHT_WORDS[scene.light]) if rng.random() < 0.5 else ""
    if light and rng.random() < 0.35:
        light += f" from the {scene.side}"
    opening = _one(rng, _OPENINGS)
    if around and rng.random() < 0.08:
        text = f"{around}, {core}"
    else:
        text = f"{opening}{core}" + (f" {around}" if around else "")
    if light:
        text += f", {light}" if rng.random() < 0.5 else f" in {light}"
    return f"{text}, {ending}" if ending else text


def article(words: str) -> str:
    """The words with "a" or "an" before them."""
    return f"{'an' if words[0] in 'aeio' else 'a'} {words}"


def _word(rng: np.random.Generator, usual: str, others: tuple[str, ...], share: float) -> str:
    return _one(rng, others) if others and rng.random() < share else usual


def _one(rng: np.random.Generator, among: tuple[str, ...]) -> str:
    return among[int(rng.integers(len(among)))]
