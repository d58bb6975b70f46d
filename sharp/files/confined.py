"""A program that becomes another, after it may take no more memory, time, disk or open files than it is told.

Run as: confined.py MEMORY CPU_SECONDS FILE_BYTES PROGRAM ARGUMENT…; imports nothing of ours. What it becomes goes
with whoever started it, and comes after everybody else who wants the processor.
"""

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS = 1, 4, 38
OPEN_FILES = 32
NICE = 10


def confine(memory: int, cpu_seconds: int, file_bytes: int) -> None:
    say_to_kernel = getattr(ctypes.CDLL(None), "prctl", None)  # Linux alone has it
    if say_to_kernel is not None:
        say_to_kernel(PR_SET_PDEATHSIG, int(signal.SIGKILL), 0, 0, 0)
        say_to_kernel(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        say_to_kernel(PR_SET_DUMPABLE, 0, 0, 0, 0)
    for what, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, file_bytes),
        (resource.RLIMIT_CPU, cpu_seconds),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
    ):
        resource.setrlimit(what, (most, most))
    os.nice(NICE)


def main() -> None:
    memory, cpu_seconds, file_bytes = map(int, sys.argv[1:4])
    confine(memory, cpu_seconds, file_bytes)
    os.execv(sys.argv[4], sys.argv[4:])  # noqa: S606 - what our own parent names


if __name__ == "__main__":
    main()
