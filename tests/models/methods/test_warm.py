"""All kernels compile on toys, and importing the methods brings no solver along."""

import subprocess
import sys

from numba.core.registry import CPUDispatcher

from models.methods.warm import compile_all


def test_every_kernel_called_from_python_is_compiled_by_the_toys():
    compile_all()
    kernels = {
        f"{module}.{name}": value
        for module in list(sys.modules)
        if module.startswith("models.methods.")
        for name, value in vars(sys.modules[module]).items()
        if isinstance(value, CPUDispatcher) and value.__module__ == module
    }
    entries = {name for name in kernels if not name.rsplit(".", 1)[1].startswith("_")}
    assert len(kernels) > 30
    assert {name for name in entries if not kernels[name].signatures} <= {"models.methods.siting.lagrange.relaxed"}


def test_importing_siting_does_not_load_the_solver():
    code = "import sys, models.methods.siting; sys.exit('highspy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
