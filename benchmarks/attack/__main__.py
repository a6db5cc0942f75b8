"""`python -m benchmarks.attack NAME [options]`: make an attack, print its table, and exit with 1 when it succeeded."""

import argparse
import sys

from benchmarks.attack import damaged, kills, restarts, scarce, strangers
from benchmarks.markdown import table

ATTACKS = {"damaged": damaged, "kills": kills, "restarts": restarts, "scarce": scarce, "strangers": strangers}
"""Modules with `add_options` and `attack`, which takes the options and returns an Outcome."""


def main() -> None:
    """Parse, attack, tell."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.attack", description=__doc__)
    names = parser.add_subparsers(dest="name", required=True)
    for name, module in ATTACKS.items():
        module.add_options(names.add_parser(name, description=module.__doc__))
    asked = parser.parse_args()
    outcome = ATTACKS[asked.name].attack(asked)
    figures = ", ".join(f"{name} {value:g}" for name, value in outcome.figures.items())
    rows = [(outcome.attack, outcome.cases, len(outcome.failures), figures)]
    print(table(("attack", "cases", "failures", "seen"), rows), end="")
    for failure in outcome.failures:
        print(f"- {failure}")
    sys.exit(1 if outcome.failures else 0)


if __name__ == "__main__":
    main()
