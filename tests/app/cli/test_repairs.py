"""Repairs from the command line: what was read as what is in the result and its reports; choices are said by code."""

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.problem import Problem
from tests.app.cli.conftest import Modu  # noqa: F401
