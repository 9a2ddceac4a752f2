"""Clean pictures, and the defects that the gate must find in them."""

import cv2
import numpy as np
import skimage.data

from jobs.stages.contract import Context, Picture
from jobs.stages.gate.check import Subject
from jobs.stages.gate.profiles import shipped
from jobs.stages.gate.registry import CHECKS
from jobs.stages.gate.stage import apply_check
from tests.jobs.stages.warm import WEIGHTS

CLEAN = {name: getattr(skimage.data, name)() for name in ("astronaut", "chelsea", "coffee")}
CLEAN["rocket"] = skimage.data.rocket()
CONTEXT = Context(WEIGHTS)


def judged(name, proof, *, source=None, mask=None, broken=False, allowed_text=()):
    """The result of one check on a proof; a check that broke has failed too, but not for this."""
    began_with = Picture(proof if source is None else source)
    subject = Subject(Picture(proof), began_with, mask, allowed_text=allowed_text)
    result, _ = apply_check(CHECKS[name], subject, shipped("standard"), CONTEXT)
    assert bool(result.error) == broken, result.error
    return result


def disc(pixels, x=0.5, y=0.5, radius=40):
    """A mask with one disc, at a share of the picture's width and height."""
    mask = np.zeros(pixels.shape[:2], np.uint8)
    centre = round(x * pixels.shape[1]), round(y * pixels.shape[0])
    cv2.circle(mask, centre, radius, 255, -1)
    return mask


def noisy(pixels, deviation):
    noise = np.random.default_rng(1).normal(0, deviation, pixels.shape)
    return np.clip(np.rint(pixels + noise), 0, 255).astype(np.uint8)


def sharpened(pixels, amount, radius=1.5):
    """Unsharp mask: every edge gets a rim."""
    values = pixels.astype(np.float32)
    detail = values - cv2.GaussianBlur(values, (0, 0), radius)
    return np.clip(values + amount * detail, 0, 255).astype(np.uint8)


def compressed(pixels, quality):
    data = cv2.imencode(".jpg", pixels[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1])


def brightened(pixels, mask, levels):
    """The masked part a few levels off: a patch that does not fit."""
    values = pixels.astype(int)
    values[mask > 0] += levels
    return np.clip(values, 0, 255).astype(np.uint8)


def enlarged(pixels, scale, interpolation=cv2.INTER_CUBIC):
    return cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=interpolation)
