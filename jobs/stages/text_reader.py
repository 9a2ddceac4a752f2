"""Finds and reads lines of text with PaddleOCR on ONNX Runtime, offline, at several scales."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import cv2
import numpy as np

from jobs.stages.contract import Pin, Pixels
from jobs.stages.left_out import left_out
from jobs.stages.line_crops import outline_of, upright
from jobs.stages.text_lines import Line, in_reading_order, merge
from jobs.stages.text_models import FIRST, SECOND, Pair, cache_root, model_folders
from jobs.stages.text_models import pins as model_pins
from jobs.stages.weights import Weights

TILE = 1280
OVERLAP = 160
SMALL_PIXELS = 500_000
LARGE_PIXELS = 1_500_000
DOUBTFUL = 0.6


class TextReader:
    """A detector and a recogniser, loaded once.

    The first pair (PP-OCRv6 small) reads Chinese, Japanese and Latin letters with every accent
    (18 708 characters). Of other scripts it reads what looks like those, which Greek often does
    and Cyrillic seldom. The second (PP-OCRv4) reads Chinese and Latin letters.

    ``detect`` gives lines without text, ``read`` also recognises them. Coordinates are in
    pixels of the picture given.
    """

    def __init__(self, threads: int, pair: Pair = FIRST) -> None:
        self._detector, self._recogniser = _load(threads, pair)

    def read(
        self,
        pixels: Pixels,
        *,
        scales: Sequence[float] | None = None,
        progress: Callable[[float], None] = lambda fraction: None,
    ) -> list[Line]:
        """Lines in reading order, each with its text."""
        lines = self.detect(pixels, scales=scales, progress=lambda done: progress(0.8 * done))
        read = self.recognise(pixels, lines)
        if scales is None:
            read = self._read_again(equalised(pixels), read)
        progress(1.0)
        return read

    def detect(
        self,
        pixels: Pixels,
        *,
        scales: Sequence[float] | None = None,
        progress: Callable[[float], None] = lambda fraction: None,
    ) -> list[Line]:
        """Lines in reading order; ``scales`` are the sizes to look at, 1 being the picture's own.

        Small pictures are also looked at enlarged, since the detector misses letters under about
        ten pixels, and large ones also reduced, since it misses letters taller than its field.
        """
        height, width = pixels.shape[:2]
        chosen = tuple(scales) if scales else default_scales(width, height)
        found: list[Line] = []
        for done, scale in enumerate(chosen):
            found += self._detect_at(pixels, scale)
            progress((done + 1) / (len(chosen) + 1))
        if not scales:
            found += self._detect_at(equalised(pixels), max(chosen))
        return in_reading_order(merge(found))

    def propose(self, pixels: Pixels, scale: float, *, seed: float, sure: float) -> list[Line]:
        """Lines at one size, by other thresholds than the detector's own (see ``Pair``)."""
        return merge(self._detect_at(pixels, scale, thresh=seed, box_thresh=sure))

    def recognise(self, pixels: Pixels, lines: Sequence[Line]) -> list[Line]:
        """The same lines with text; one line a call, so that no line depends on another."""
        read = []
        for line in lines:
            crop = upright(pixels, line.polygon)
            result = self._recogniser.predict(crop[:, :, ::-1], batch_size=1)[0]
            score = float(np.clip(result["rec_score"], 0, 1))
            read.append(replace(line, text=str(result["rec_text"]), recognition=score))
        return read

    def _read_again(self, pixels: Pixels, lines: Sequence[Line]) -> list[Line]:
        """Lines that were read with doubt, as they read here where that is surer."""
        doubtful = [line for line in lines if line.recognition < DOUBTFUL]
        read = self.recognise(pixels, doubtful)
        again = {id(old): new for old, new in zip(doubtful, read, strict=True)}
        return [
            max(line, again.get(id(line), line), key=lambda one: one.recognition) for line in lines
        ]

    def _detect_at(self, pixels: Pixels, scale: float, **thresholds: float) -> list[Line]:
        height, width = pixels.shape[:2]
        size = max(32, round(width * scale)), max(32, round(height * scale))
        method = cv2.INTER_CUBIC if scale > 1 else cv2.INTER_AREA
        scaled = pixels if scale == 1 else cv2.resize(pixels, size, interpolation=method)
        ratio = np.array([width / size[0], height / size[1]], np.float32)
        lines = []
        for left, top, right, bottom in tiles(scaled.shape[1], scaled.shape[0]):
            tile = np.ascontiguousarray(scaled[top:bottom, left:right, ::-1])
            result = self._detector.predict(tile, batch_size=1, **thresholds)[0]
            for around, score in zip(result["dt_polys"], result["dt_scores"], strict=True):
                corners = (np.asarray(around, np.float32) + np.array([left, top])) * ratio
                outline = outline_of(corners.astype(np.float32))
                lines.append(Line(outline, float(np.clip(score, 0, 1))))
        return lines


def reader(weights: Weights) -> TextReader:
    """The process's reader that masks are made with."""
    return weights.once("text-reader", lambda: TextReader(weights.settings.threads))


def second_reader(weights: Weights) -> TextReader:
    """The process's other reader, which shares no network with the first."""
    return weights.once("second-text-reader", lambda: TextReader(weights.settings.threads, SECOND))


def pins() -> tuple[Pin, ...]:
    """What ``reader`` reads with, without loading it."""
    return model_pins(FIRST)


def second_pins() -> tuple[Pin, ...]:
    """What ``second_reader`` reads with, without loading it."""
    return model_pins(SECOND)


def default_scales(width: int, height: int) -> tuple[float, ...]:
    """Which sizes to look at, by the picture's own size."""
    pixels = width * height
    if pixels <= SMALL_PIXELS:
        return (1.0, 2.0)
    if pixels <= LARGE_PIXELS:
        return (1.0, 0.5)
    return (1.0, (LARGE_PIXELS / 3 / pixels) ** 0.5)


def equalised(pixels: Pixels) -> Pixels:
    """The picture with its brightness equalised tile by tile (CLAHE, Zuiderveld, 1994)."""
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2Lab)
    lab[:, :, 0] = cv2.createCLAHE(3.0, (8, 8)).apply(lab[:, :, 0])
    return np.asarray(cv2.cvtColor(lab, cv2.COLOR_Lab2RGB), np.uint8)


def tiles(width: int, height: int) -> list[tuple[int, int, int, int]]:
    """Overlapping boxes (left, top, right, bottom) that cover the picture."""
    return [
        (left, top, right, bottom)
        for top, bottom in _spans(height)
        for left, right in _spans(width)
    ]


def _spans(length: int) -> list[tuple[int, int]]:
    if length <= TILE:
        return [(0, length)]
    count = -(-(length - OVERLAP) // (TILE - OVERLAP))
    starts = np.linspace(0, length - TILE, count).round().astype(int)
    return [(int(start), int(start) + TILE) for start in starts]


def _load(threads: int, pair: Pair) -> tuple[Any, Any]:
    """Load both models without a look at the network, and without a word on the console."""
    os.environ.setdefault("PADDLE_PDX_CACHE_HOME", str(cache_root() / "paddlex"))
    os.environ.setdefault("PADDLE_PDX_DISABLE_MODEL_SOURCE_CHECK", "True")
    os.environ.setdefault("PADDLE_PDX_EAGER_INIT", "False")
    os.environ.setdefault("PADDLEOCR_DISABLE_AUTO_LOGGING_CONFIG", "1")
    # ModelScope fetches models, and these lie in wheels; it would load PyTorch, transformers and
    # diffusers into every process that reads, which is two thirds of the seconds until it can.
    with left_out("modelscope"):
        from paddleocr import TextDetection, TextRecognition

    logging.getLogger("paddlex").setLevel(logging.ERROR)
    logging.getLogger("paddleocr").setLevel(logging.ERROR)
    detector, recogniser = model_folders(pair)
    engine: dict[str, Any] = {
        "device": "cpu",
        "engine": "onnxruntime",
        "engine_config": {
            "intra_op_num_threads": threads,
            "inter_op_num_threads": 1,
            "execution_mode": "sequential",
            "log_severity_level": 3,
        },
    }
    return (
        TextDetection(model_name=detector.name, model_dir=str(detector.path), **engine),
        TextRecognition(model_name=recogniser.name, model_dir=str(recogniser.path), **engine),
    )
