"""``make bench``: all benchmarks, each in a process of its own, with the machine they ran on.

``python -m tests.load [NAME …]`` runs those named: documents, letters, sending, minutes, lists, imports, reports, pages,
growth, words, scan, calls, doors. Exit code 1 when a limit was not kept.
"""

import argparse
import subprocess
import sys

from tests.load.machine import describe

BENCHMARKS = (
    "documents",
    "letters",
    "sending",
    "minutes",
    "lists",
    "imports",
    "reports",
    "pages",
    "growth",
    "words",
    "scan",
    "calls",
    "doors",
)


def main() -> int:
    """Run and print; the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", choices=[[], *BENCHMARKS], default=[])
    names = parser.parse_args().names
    print(describe(), flush=True)
    failed = []
    for name in names or BENCHMARKS:
        print(f"\n== {name}", flush=True)
        done = subprocess.run([sys.executable, "-m", f"tests.load.{name}"], check=False)
        if done.returncode:
            failed.append(name)
    print(f"\nbatas tidak dipenuhi: {', '.join(failed)}" if failed else "\nsemua batas dipenuhi")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
