"""What a process gives up, for good, before it takes strangers' files apart.

On Linux it keeps what it has open and may read the files of Python and of its libraries; there is
no network for it, no other file, no other process and no new one. A kernel that lacks one of these
means (seccomp filters, Landlock) leaves the others; other systems keep the limits of POSIX. Only
the memory is bounded later, for each file (`index.ingest.worker`).
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import struct
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_NICE = 10
"""How much others go before it on the processor: people who ask should not notice."""
_MOST_OPEN = 64
"""Files open at once: modules are opened one by one."""

_NEEDED = (
    *("index", "lxml", "pypdfium2", "markdown_it", "mdit_py_plugins", "trafilatura", "chardet"),
    *("numpy", "py3langid", "yaml", "docutils", "openpyxl", "mwparserfromhell"),
)
"""Modules that are imported when the first file of their format comes."""
_SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/nix/store", "/etc/ld.so.cache", "/etc/localtime")
"""Shared libraries and time zones."""


def give_up() -> None:
    """Give up what taking files apart does not need, as far as the system lets a process do so."""
    readable = [*_code(sys.path), *_SYSTEM]
    os.chdir(os.sep)
    # numpy ends a process that may start no threads and wants some.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - there is none on Windows

    os.nice(_NICE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = _MOST_OPEN if hard == resource.RLIM_INFINITY else min(_MOST_OPEN, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with suppress(ValueError, OSError):  # macOS has a least number
        resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    if sys.platform == "linux":
        with suppress(OSError):
            _no_new_privileges()
            # Each apart: a kernel may have one and not the other.
            with suppress(OSError):
                _read_only(readable)
            _filter()


def _code(path: Iterable[str]) -> list[str]:
    """Return the folders of Python and of the modules that are imported late.

    A folder of the path that has none of them is left out: it may be where the operator keeps the
    database and the token. Of one that has our own modules only, no more than those are needed.
    """
    found = [sys.prefix, sys.base_prefix, sys.exec_prefix, str(Path(os.__file__).parent)]
    for folder in (Path(entry).absolute() for entry in path):
        here = {name for name in _NEEDED if (folder / name).exists()}
        if here == {"index"}:
            found.append(str(folder / "index"))
        elif here or folder.suffix == ".zip":
            found.append(str(folder))
    return found


# The rest is Linux's, by the numbers of its headers: Python has no names for them.

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2

_LANDLOCK_CREATE, _LANDLOCK_ADD, _LANDLOCK_RESTRICT = 444, 445, 446
_LANDLOCK_VERSION = 1
_RULE_PATH_BENEATH = 1
_READ_FILE, _READ_DIR = 1 << 2, 1 << 3
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}
"""How many rights to files there are, by the version of Landlock from which on."""
_NET_SINCE, _TCP = 4, 0b11
_SCOPE_SINCE, _SCOPES = 6, 0b11
"""Abstract sockets of, and signals to, processes outside."""


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def _no_new_privileges() -> None:
    _checked(_libc().prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))


def _read_only(readable: Iterable[str]) -> None:
    """Leave no file but those below some paths, for reading only (landlock(7))."""
    syscall = _libc().syscall
    version = _checked(syscall(_LANDLOCK_CREATE, None, 0, _LANDLOCK_VERSION))
    rights = max(count for since, count in _FILE_RIGHTS.items() if since <= version)
    handled = [(1 << rights) - 1]
    if version >= _NET_SINCE:
        handled.append(_TCP)
    if version >= _SCOPE_SINCE:
        handled.append(_SCOPES)
    asked = struct.pack(f"={len(handled)}Q", *handled)
    ruleset = _checked(syscall(_LANDLOCK_CREATE, asked, len(asked), 0))
    try:
        for path in readable:
            with suppress(OSError):  # what is not there need not be read
                _allow_reading(ruleset, path)
        _checked(syscall(_LANDLOCK_RESTRICT, ruleset, 0))
    finally:
        os.close(ruleset)


def _allow_reading(ruleset: int, path: str) -> None:
    beneath = os.open(path, os.O_PATH | os.O_CLOEXEC) if sys.platform == "linux" else -1
    try:
        rights = _READ_FILE | (_READ_DIR if Path(path).is_dir() else 0)
        rule = struct.pack("=Qi", rights, beneath)
        _checked(_libc().syscall(_LANDLOCK_ADD, ruleset, _RULE_PATH_BENEATH, rule, 0))
    finally:
        os.close(beneath)


# System calls that reach out of the process: by name, on x86-64 and on ARM64.
_DENIED = {
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "clone": (56, 220),
    "clone3": (435, 435),
    "fork": (57, None),
    "vfork": (58, None),
    "execve": (59, 221),
    "execveat": (322, 281),
    "kill": (62, 129),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424),
    "pidfd_getfd": (438, 438),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "setpriority": (141, 140),
    "sched_setaffinity": (203, 122),
    "io_uring_setup": (425, 425),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "mount": (165, 40),
    "umount2": (166, 39),
    "unshare": (272, 97),
    "setns": (308, 268),
    "chroot": (161, 51),
    "pivot_root": (155, 41),
    "reboot": (169, 142),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
}
_OTHERS_LIMITS = (302, 261)
"""prlimit64, which may change the limits of this process (0), not those of others."""
_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
"""Column above, and AUDIT_ARCH, by `platform.machine`."""
_X32 = 0x4000_0000
"""x86-64 has its calls a second time from here on."""

_LOAD, _JUMP_EQUAL, _JUMP_FROM, _RETURN = 0x20, 0x15, 0x35, 0x06
_NUMBER, _ARCH, _FIRST_ARGUMENT = 0, 4, 16
"""Offsets in what a filter sees of a call."""
_ALLOW, _DENY, _KILL = 0x7FFF_0000, 0x0005_0000 | errno.EPERM, 0x8000_0000

Instruction = tuple[int, int, int, int]
"""Code, jump if true, jump if false, operand (linux/filter.h)."""


def program(machine: str) -> list[Instruction]:
    """Return the filter of system calls for a machine; raise OSError where none is known."""
    if machine not in _ARCHITECTURES:
        raise OSError(errno.ENOSYS, f"no filter for {machine}")
    column, arch = _ARCHITECTURES[machine]
    numbers = [row[column] for row in _DENIED.values()]
    denied = [number for number in numbers if number is not None]
    tests: list[Instruction] = []
    # The last instructions, counted from here: compare, load, compare, allow, deny.
    tail = 4
    for left, number in zip(range(len(denied), 0, -1), denied, strict=True):
        tests.append((_JUMP_EQUAL, left - 1 + tail, 0, number))
    return [
        (_LOAD, 0, 0, _ARCH),
        (_JUMP_EQUAL, 1, 0, arch),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
        (_JUMP_FROM, len(denied) + tail, 0, _X32),
        *tests,
        (_JUMP_EQUAL, 0, 2, _OTHERS_LIMITS[column]),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_JUMP_EQUAL, 0, 1, 0),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _DENY),
    ]


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_char_p))


def _filter() -> None:
    """Let the system refuse the calls above from now on (seccomp(2))."""
    instructions = program(platform.machine())
    packed = b"".join(struct.pack("=HBBI", *instruction) for instruction in instructions)
    given = _Program(len(instructions), packed)
    _checked(_libc().prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(given), 0, 0))
