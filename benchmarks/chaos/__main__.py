"""``kill -9`` at random moments under load: `python -m benchmarks.chaos --kills 50 --seed 7`.

Ends with 1 when anything accepted was lost or done twice, when anything is stuck, or a chain of history is broken.
"""

from __future__ import annotations

import argparse
import random
import sys

from benchmarks.chaos.kills import PARTS
from benchmarks.chaos.run import run


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=random.randrange(1_000_000))
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--part", action="append", choices=PARTS, help="kill only these parts")
    parser.add_argument("--log", action="store_true", help="print what the program wrote")
    options = parser.parse_args()
    parts = options.part or PARTS
    report = run(options.kills, options.seed, clients=options.clients, parts=parts, tell=print)
    if options.log or report.findings:
        print(report.log)
    print(report.text())
    return 1 if report.findings else 0


if __name__ == "__main__":
    sys.exit(main())
