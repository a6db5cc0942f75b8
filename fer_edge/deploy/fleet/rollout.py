"""Many boards: one first, the others only when that one is well, some at a time."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

from fer_edge.deploy.fleet.hosts import Host
from fer_edge.deploy.fleet.refusals import Unreached
from fer_edge.deploy.fleet.results import Outcome
from fer_edge.errors import FerEdgeError

Work = Callable[[Host], Outcome]


def roll_out(hosts: Sequence[Host], work: Work, at_once: int, close: Callable[[], None]) -> list[Outcome]:
    """Do the work on the first board that can be reached, and on the others when that one is well.

    close: ends every connection, for Ctrl-C. Returns an outcome for each host, in their order.
    """
    outcomes: list[Outcome] = []
    for number, host in enumerate(hosts, 1):
        outcome, reached = _tried(work, host)
        outcomes.append(outcome)
        if not reached:  # That says nothing about the bundle.
            continue
        if outcome.exit_code:
            return outcomes + [_not_tried(one, host) for one in hosts[number:]]
        return outcomes + on_all(hosts[number:], work, at_once, close)
    return outcomes


def on_all(hosts: Sequence[Host], work: Work, at_once: int, close: Callable[[], None]) -> list[Outcome]:
    """Do the work on every board, at most so many at once. As `roll_out`."""
    if len(hosts) <= 1:
        return [_tried(work, host)[0] for host in hosts]
    with ThreadPoolExecutor(at_once) as pool, ExitStack() as unless_done:
        # On Ctrl-C nobody would wait for what is under way.
        unless_done.callback(close)
        unless_done.callback(pool.shutdown, wait=False, cancel_futures=True)
        outcomes = [outcome for outcome, _ in pool.map(lambda host: _tried(work, host), hosts)]
        unless_done.pop_all()
    return outcomes


def _tried(work: Work, host: Host) -> tuple[Outcome, bool]:
    """What became of it, and whether it was reached at all."""
    try:
        return work(host), True
    except FerEdgeError as error:
        failed = Outcome(host=host.name, state="failed", exit_code=error.exit_code, reason=str(error))
        return failed, not isinstance(error, Unreached)
    except OSError as error:  # Of this machine; the others' outcomes are not lost with it.
        return Outcome(host=host.name, state="failed", exit_code=1, reason=f"{host.name}: {error}"), True


def _not_tried(host: Host, first: Host) -> Outcome:
    return Outcome(host=host.name, state="not tried", exit_code=1, reason=f"{first.name} came first and is not well")
