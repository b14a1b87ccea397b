"""All kernels compile on toys, and importing the methods brings no solver along."""

import subprocess
import sys

from models.methods.warm import compile_all


def test_every_kernel_compiles_on_toys():
    compile_all()


def test_importing_siting_does_not_load_the_solver():
    code = "import sys, models.methods.siting; sys.exit('highspy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
