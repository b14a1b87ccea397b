"""The runs of each package's sample for all tests of a process that read them."""

import functools

from models.kit import library
from models.kit.result import Result
from models.kit.sampling import SampleRuns


@functools.cache
def samples_of(model_id: str) -> SampleRuns:
    """What was run of the sample, shared."""
    return SampleRuns(library.load(model_id))


def sample_of(model_id: str) -> Result:
    """The result on the small sample of seed 1, all settings as they come."""
    return samples_of(model_id).result(seed=1)
