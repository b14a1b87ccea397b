"""Confines the process that calls it: no way to other files, the network or other processes, where Linux can."""

from __future__ import annotations

import ctypes
import os
import platform
import signal
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 38, 22
_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_READ = 1 << 2 | 1 << 3  # read a file, list a folder
_WRITE = 1 << 1 | 1 << 4 | 1 << 5 | 1 << 7 | 1 << 8 | 1 << 13 | 1 << 14  # write, remove, make, move, truncate
# Every right of the first form of Landlock, and what later forms added: what is handled and not given is refused.
_HANDLED = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1}
_TCP = 0b11  # bind, connect
_SEES = ("/usr", "/lib", "/lib64", "/bin", "/etc/ld.so.cache", "/etc/localtime", "/etc/timezone", "/usr/share/zoneinfo",
         "/proc/meminfo", "/proc/cpuinfo", "/proc/stat", "/proc/version", "/proc/sys/vm", "/proc/sys/kernel",
         "/sys/devices/system/cpu", "/sys/devices/system/node", "/sys/fs/cgroup")  # fmt: skip
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random", "/dev/shm")  # noqa: S108  what engines share between threads

# By machine: its audit number, the calls that start threads, and those that open sockets, run programs, reach other
# processes (or leave one behind), or leave this process's view of the machine.
_CALLS = {
    "x86_64": (0xC000003E, (56, 435), (41, 42, 49, 50, 57, 58, 59, 62, 101, 129, 165, 200, 234, 248, 249, 250, 272, 297, 298, 308,
                                       310, 311, 321, 322, 323, 424, 425, 434, 438)),
    "aarch64": (0xC00000B7, (220, 435), (40, 97, 117, 129, 130, 131, 138, 198, 200, 201, 203, 217, 218, 219, 221, 240, 241, 268,
                                         270, 271, 280, 281, 282, 424, 425, 434, 438)),
}  # fmt: skip
_THREAD = 0x10000  # CLONE_THREAD: a thread of this process, which ends with it
_X32_BIT = 0x40000000


@dataclass(frozen=True)
class Confinement:
    """What holds in this process: the form of Landlock (0: none), and whether system calls are filtered."""

    landlock: int
    seccomp: bool

    @property
    def whole(self) -> bool:
        """Whether code of others may run here: it reaches neither files nor the network."""
        return self.landlock > 0 and self.seccomp


def available() -> Confinement:
    """What this host can hold a process to. Changes nothing."""
    if not sys.platform.startswith("linux"):
        return Confinement(0, False)
    form = max(0, _libc().syscall(_CREATE_RULESET, None, 0, 1))
    return Confinement(form, platform.machine() in _CALLS and Path("/proc/sys/kernel/seccomp").exists())


def end_with_parent(number: int = signal.SIGKILL) -> None:
    """The kernel sends this process the signal when its parent ends; elsewhere than on Linux nothing happens."""
    if sys.platform.startswith("linux"):
        _libc().prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def confine(reads: Iterable[Path], writes: Iterable[Path]) -> Confinement:
    """Holds this process, for good, to reading `reads` (and the programs it is made of) and writing below `writes`."""
    there = available()
    if there == Confinement(0, False):
        return there
    libc = _libc()
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return Confinement(0, False)
    landlock = there.landlock if there.landlock and _landlock(libc, there.landlock, reads, writes) else 0
    return Confinement(landlock, there.seccomp and _seccomp(libc))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _landlock(libc: ctypes.CDLL, form: int, reads: Iterable[Path], writes: Iterable[Path]) -> bool:
    handled = _HANDLED[min(form, 3)]
    writes = [path.resolve() for path in writes]
    if any(_holds(Path(path).resolve(), writes) for path in _SEES):
        return False  # what the product keeps lies among the system's files: to let these be read would show it
    rules = struct.pack("QQ", handled, _TCP) if form >= 4 else struct.pack("Q", handled)
    ruleset = libc.syscall(_CREATE_RULESET, rules, len(rules), 0)
    if ruleset < 0:
        return False
    try:
        own = (path for path in _own_programs() if not _holds(path, writes))
        for path in (*own, *map(Path, _SEES), Path(f"/proc/{os.getpid()}"), *reads):
            _allow(libc, ruleset, path, _READ & handled)
        for path in (*map(Path, _DEVICES), *writes):
            _allow(libc, ruleset, path, (_READ | _WRITE) & handled)
        return bool(libc.syscall(_RESTRICT_SELF, ruleset, 0) == 0)
    finally:
        os.close(ruleset)


def _holds(folder: Path, paths: Iterable[Path]) -> bool:
    return any(path.is_relative_to(folder) for path in paths)


def _own_programs() -> set[Path]:
    """Where Python, its packages and the product's own packages lie (what the product keeps is not among them)."""
    root = Path(__file__).resolve().parents[1]
    own = {root / name for name in ("app", "models", "data_catalog", "connectors")}
    libraries = {Path(part).resolve() for part in sys.path if part and Path(part).resolve() != root}
    more = {Path(part).resolve() for part in os.environ.get("MODU_MODELS", "").split(os.pathsep) if part}
    prefixes = {Path(sys.prefix).resolve() / "lib", Path(sys.base_prefix).resolve() / "lib"}
    kept = {path for path in libraries if "site-packages" in path.parts or "lib" in path.parts}
    return {path for path in own | kept | more | prefixes if path.exists()}


def _allow(libc: ctypes.CDLL, ruleset: int, path: Path, rights: int) -> None:
    try:
        opened = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not path.is_dir():
            rights &= 1 << 1 | 1 << 2 | 1 << 14  # the rights that mean something for a file
        rule = struct.pack("=Qi", rights, opened)
        libc.syscall(_ADD_RULE, ruleset, 1, rule, 0)
    finally:
        os.close(opened)


def _seccomp(libc: ctypes.CDLL) -> bool:
    """A filter over system calls: those of `_CALLS` fail with "not permitted", all others pass; threads may start, processes not."""
    audit, (clone, clone3), calls = _CALLS[platform.machine()]
    load_arch, load_call, load_first = (0x20, 0, 0, 4), (0x20, 0, 0, 0), (0x20, 0, 0, 16)
    allow, refuse, unknown, kill = ((0x06, 0, 0, said) for said in (0x7FFF0000, 0x00050001, 0x00050026, 0x80000000))
    program = [load_arch, (0x15, 1, 0, audit), kill, load_call, (0x35, len(calls) + 5, 0, _X32_BIT)]
    program += [(0x15, len(calls) + 4 - place, 0, call) for place, call in enumerate(calls)]
    # What the newer call asks cannot be seen here: it is said to be unknown, and the C library takes the older one.
    program += [(0x15, 5, 0, clone3), (0x15, 0, 2, clone), load_first, (0x45, 0, 1, _THREAD)]
    program += [allow, refuse, unknown]
    packed = b"".join(struct.pack("HBBI", *line) for line in program)
    held = ctypes.create_string_buffer(packed, len(packed))
    fprog = struct.pack("HxxxxxxP", len(program), ctypes.addressof(held))
    return bool(libc.prctl(_PR_SET_SECCOMP, 2, ctypes.create_string_buffer(fprog, len(fprog)), 0, 0) == 0)
