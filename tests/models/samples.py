"""One run of each package's sample for all tests of a process that read it."""

import functools

from models.kit import library
from models.kit.result import Result
from models.kit.sampling import run_sample


@functools.cache
def sample_of(model_id: str) -> Result:
    """The result on the small sample of seed 1, all settings as they come."""
    return run_sample(library.load(model_id), seed=1)
