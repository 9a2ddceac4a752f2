"""The generator's tiny checkpoint, for a report that is really drawn."""

from tests.jobs.stages.generator.conftest import receiver, tiny, weights, weights_of

__all__ = ["receiver", "tiny", "weights", "weights_of"]
