"""Threads that come to diffusers and transformers at once all get their classes."""

import json
import subprocess
import sys

import pytest

from jobs.stages import diffusion_libraries
from project.environment import BASE_DIR

RACE = """
import json
from threading import Barrier, Thread
from jobs.stages.diffusion_libraries import from_diffusers, from_transformers

WANTED = {
    "DDIMScheduler": from_diffusers,
    "EulerDiscreteScheduler": from_diffusers,
    "StableDiffusionPipeline": from_diffusers,
    "AutoPipelineForImage2Image": from_diffusers,
    "CLIPTextModel": from_transformers,
    "BertModel": from_transformers,
}
start, told = Barrier(len(WANTED)), {}

def take(name):
    start.wait()
    try:
        told[name] = WANTED[name](name).__name__
    except Exception as error:
        told[name] = repr(error)

threads = [Thread(target=take, args=[name]) for name in WANTED]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(json.dumps(told))
"""


def test_threads_that_are_the_first_to_ask_all_get_their_classes():
    done = subprocess.run(
        [sys.executable, "-c", RACE], cwd=BASE_DIR, capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout.splitlines()[-1])
    assert len(told) == 6
    assert {name: taken for name, taken in told.items() if taken != name} == {}


@pytest.mark.parametrize(
    "take", [diffusion_libraries.from_diffusers, diffusion_libraries.from_transformers]
)
def test_a_class_that_a_library_has_not_is_told_by_its_name(take):
    with pytest.raises(AttributeError, match="NoSuchClass"):
        take("NoSuchClass")
