"""A checkpoint of a bench's own, and the smallest change that its pins must tell."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from jobs.stages import starter

TOKENIZER_FILES = frozenset(
    {"tokenizer.json", "tokenizer_config.json", "vocab.txt", "special_tokens_map.json"}
)
CHANGED = "decoder.conv_out.bias"


def own_copy(checkpoint: Path | None, to: Path) -> Path:
    """A copy of a diffusers folder; of the starter, with its prompt encoder put into it."""
    shutil.copytree(checkpoint or starter.FOLDER, to)
    if checkpoint is None:
        encoder = starter.encoder_folder()
        for part, names in (
            ("text_encoder", ("config.json", "model.safetensors")),
            ("tokenizer", TOKENIZER_FILES),
        ):
            (to / part).mkdir()
            for name in names:
                if (encoder / name).is_file():
                    shutil.copyfile(encoder / name, to / part / name)
        config = to / "tokenizer" / "tokenizer_config.json"
        said = json.loads(config.read_text(encoding="utf-8"))
        config.write_text(json.dumps({**said, "model_max_length": starter.TOKEN_LIMIT}))
    return to


def change_one_weight(checkpoint: Path) -> None:
    """Make the decoder's last bias a little larger, in the autoencoder's own file."""
    import torch
    from safetensors.torch import load_file, save_file

    (file,) = (checkpoint / "vae").glob("*.safetensors")
    weights = load_file(file)
    weights[CHANGED] = weights[CHANGED] + torch.tensor(0.05, dtype=weights[CHANGED].dtype)
    save_file(weights, file, metadata={"format": "pt"})
