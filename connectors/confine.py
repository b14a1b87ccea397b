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
_DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")

# By machine: its audit number, and the calls that start threads, that may name this process alone (0), and that are refused.
# Refused is what opens sockets, runs programs, reaches other processes or leaves something behind when this one ends
# (processes, shared memory), what changes owners, rights or times of files (Landlock lets these pass), and what only
# the machine's administrator needs, who may be the one that runs this.
_CALLS = {
    "x86_64": (0xC000003E, (56, 435), (142, 144, 203, 302, 314),
               (29, 41, 42, 49, 50, 57, 58, 59, 62, 64, 68, 90, 91, 92, 93, 94, 101, 103, 129, 132, 141, 155, 159, 161, 163, 164,
                165, 166, 167, 168, 169, 170, 171, 172, 173, 175, 176, 179, 188, 189, 190, 197, 198, 199, 200, 227, 234, 235, 240,
                246, 248, 249, 250, 251, 256, 260, 261, 268, 272, 279, 280, 297, 298, 304, 305, 308, 310, 311, 313, 319, 320, 321,
                322, 323, 424, 425, 428, 429, 430, 432, 434, 438, 442, 447, 452, 463, 466)),
    "aarch64": (0xC00000B7, (220, 435), (118, 119, 122, 261, 274),
                (5, 6, 7, 14, 15, 16, 30, 39, 40, 41, 51, 52, 53, 54, 55, 60, 88, 89, 97, 104, 105, 106, 112, 116, 117, 129, 130, 131,
                 138, 140, 142, 161, 162, 170, 171, 180, 186, 190, 194, 198, 200, 201, 203, 217, 218, 219, 221, 224, 225, 238,
                 239, 240, 241, 265, 266, 268, 270, 271, 273, 279, 280, 281, 282, 294, 424, 425, 428, 429, 430, 432, 434, 438,
                 442, 447, 452, 463, 466)),
}  # fmt: skip
# To own a pipe is to be sent a signal of the owner's choice when something comes: by this call any process could be ended.
_FCNTL = {"x86_64": 72, "aarch64": 25}
_SET_OWNER = (8, 15)
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


_NONE = Confinement(0, False)
_now = _NONE


def held() -> Confinement:
    """What this process is held to now."""
    return _now


def is_whole(_asked: object = None) -> bool:
    """Whether this process is held wholly: for a host to be tried."""
    return _now.whole


def available() -> Confinement:
    """What this host can hold a process to. Changes nothing."""
    if not sys.platform.startswith("linux"):
        return _NONE
    form = max(0, _libc().syscall(_CREATE_RULESET, None, 0, 1))
    return Confinement(form, platform.machine() in _CALLS and Path("/proc/sys/kernel/seccomp").exists())


def end_with_parent(number: int = signal.SIGKILL) -> None:
    """The kernel sends this process the signal when its parent ends; elsewhere than on Linux nothing happens."""
    if sys.platform.startswith("linux"):
        _libc().prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)


def confine(reads: Iterable[Path], writes: Iterable[Path]) -> Confinement:
    """Holds this process, for good, to reading `reads` (and the programs it is made of) and writing below `writes`.

    To be called while it has one thread: others that run already would not be held, so nothing is then said to hold.
    """
    global _now
    there = available()
    if there == _NONE or len(os.listdir("/proc/self/task")) != 1:
        return _NONE
    libc = _libc()
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return _NONE
    landlock = there.landlock if there.landlock and _landlock(libc, there.landlock, reads, writes) else 0
    _now = Confinement(landlock, there.seccomp and _seccomp(libc))
    return _now


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
    """A filter over system calls: those refused fail with "not permitted", all others pass; threads may start, processes not."""
    audit, (clone, clone3), of_self, calls = _CALLS[platform.machine()]
    load_arch, load_call, load_first, load_second = (0x20, 0, 0, 4), (0x20, 0, 0, 0), (0x20, 0, 0, 16), (0x20, 0, 0, 24)
    allow, refuse, unknown, kill = ((0x06, 0, 0, said) for said in (0x7FFF0000, 0x00050001, 0x00050026, 0x80000000))
    program = [load_arch, (0x15, 1, 0, audit), kill, load_call]
    # What follows the lists, counted from their end: 0 clone3, 1 clone, 2 load, 3 thread?, 4 load, 5 self?, 6 allow, 7 refuse, 8 unknown,
    # 9 load, 10 owner?, 11 owner?, 12 allow, 13 refuse.
    lists = len(calls) + len(of_self)
    program += [(0x35, lists + 8, 0, _X32_BIT), (0x15, lists + 9, 0, _FCNTL[platform.machine()])]
    program += [(0x15, lists + 6 - place, 0, call) for place, call in enumerate(calls)]
    program += [(0x15, len(of_self) + 3 - place, 0, call) for place, call in enumerate(of_self)]
    # What the newer call asks cannot be seen here: it is said to be unknown, and the C library takes the older one.
    program += [(0x15, 7, 0, clone3), (0x15, 0, 4, clone), load_first, (0x45, 2, 3, _THREAD), load_first, (0x15, 0, 1, 0)]
    program += [allow, refuse, unknown]
    program += [load_second, (0x15, 2, 0, _SET_OWNER[0]), (0x15, 1, 0, _SET_OWNER[1]), allow, refuse]
    packed = b"".join(struct.pack("HBBI", *line) for line in program)
    held = ctypes.create_string_buffer(packed, len(packed))
    fprog = struct.pack("HxxxxxxP", len(program), ctypes.addressof(held))
    return bool(libc.prctl(_PR_SET_SECCOMP, 2, ctypes.create_string_buffer(fprog, len(fprog)), 0, 0) == 0)
