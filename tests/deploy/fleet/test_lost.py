"""Boards that are lost in the middle: told in a line within a time limit, and caught up with by the same command."""

import hashlib
import threading
import time

import pytest

from fer_edge.deploy.fleet import steps
from fer_edge.deploy.fleet.ssh import Lost
from tests.deploy.fleet.boards import start_again
from tests.deploy.fleet.bundles import bundle_id, make_bundle
from tests.waiting import until

SIZE = 6_000_000


@pytest.fixture
def bundle(tmp_path):
    return make_bundle(tmp_path, "0.1.0", size=SIZE)


def part(board):
    return next(iter((board.home / ".fer-edge-deploy").glob("*.part")), None)


def test_a_copy_that_broke_off_is_gone_on_with(single, board, bundle):
    board.line.cut_at = SIZE // 2
    with single.plan(bundle) as plan, pytest.raises(Lost, match="the same command goes on from there"):
        steps.deploy(plan, board.host)
    assert part(board).stat().st_size > 0 and not board.prefix.exists()
    board.line.cut_at, went = None, board.line.sent
    with single.plan(bundle) as plan:
        outcome = steps.deploy(plan, board.host)
    assert SIZE / 8 < outcome.resumed < SIZE and outcome.resumed + outcome.sent == bundle.stat().st_size
    assert outcome.sent <= board.line.sent - went < outcome.sent + 100_000
    assert board.now == bundle_id(bundle) and part(board) is None


def test_a_line_that_falls_silent_ends_as_a_line(single, board, bundle):
    board.line.silent_at = SIZE // 2
    with single.plan(bundle) as plan, pytest.raises(Lost, match="the connection is lost"):
        steps.deploy(plan, board.host)


def test_a_board_that_gives_no_sign_is_lost_before_the_steps_time_is_over(single, board):
    with single.plan() as plan, plan.ssh.connect(board.host) as connection:
        board.line.silent_at = board.line.sent
        with pytest.raises(Lost, match="the connection is lost"):
            connection.run("sleep 60", limit=30)


def test_what_a_lost_copy_is_still_writing_is_waited_for(single, board, bundle):
    content, stage = bundle.read_bytes(), board.home / ".fer-edge-deploy"
    stage.mkdir()
    part = stage / f"{hashlib.sha256(content).hexdigest()}.part"
    part.write_bytes(content[:1000])

    def write():
        with part.open("ab", buffering=0) as file:
            for start in range(1000, 31_000, 1000):
                time.sleep(0.1)
                file.write(content[start : start + 1000])

    writer = threading.Thread(target=write)
    writer.start()
    with single.plan(bundle) as plan:
        outcome = steps.deploy(plan, board.host)
    writer.join(8)
    assert outcome.resumed == 31_000 and board.now == bundle_id(bundle)


def test_what_came_damaged_is_copied_anew(single, board, bundle):
    board.line.cut_at = SIZE // 2
    with single.plan(bundle) as plan, pytest.raises(Lost):
        steps.deploy(plan, board.host)
    board.line.cut_at = None
    file = until(lambda: part(board))
    file.write_bytes(b"x" * file.stat().st_size)
    with single.plan(bundle) as plan:
        outcome = steps.deploy(plan, board.host)
    assert outcome.resumed == 0 and outcome.sent > bundle.stat().st_size and board.now == bundle_id(bundle)


def test_a_board_that_dies_while_it_installs_is_caught_up_with(single, board, tmp_path):
    bundle, caught = make_bundle(tmp_path, "0.1.0", waits="x"), []
    waiting = board.prefix.with_name(f"{board.prefix.name}.waiting")

    def work():
        with single.plan(bundle) as plan:
            try:
                steps.deploy(plan, board.host)
            except Lost as error:
                caught.append(error)

    worker = threading.Thread(target=work)
    worker.start()
    until(waiting.exists, 20)
    board.kill()
    worker.join(20)
    assert len(caught) == 1 and not board.prefix.exists()
    waiting.with_name(f"{board.prefix.name}.go").touch()
    start_again(board)
    with single.plan(bundle) as plan:
        outcome = steps.deploy(plan, board.host)
    assert (outcome.sent, board.now) == (0, bundle_id(bundle))


def test_an_installation_that_goes_on_behind_a_lost_line_is_waited_for(single, board, tmp_path):
    bundle = make_bundle(tmp_path, "0.1.0", waits="x")
    waiting, go = (board.prefix.with_name(f"{board.prefix.name}.{end}") for end in ("waiting", "go"))
    cutter = threading.Thread(target=lambda: until(waiting.exists, 20) and board.line.cut())
    cutter.start()
    with single.plan(bundle) as plan, pytest.raises(Lost):
        steps.deploy(plan, board.host)
    cutter.join(20)
    goer = threading.Thread(target=lambda: until(lambda: len(single.told.steps) > 1, 20) and go.touch())
    with single.plan(bundle) as plan:
        goer.start()
        outcome = steps.deploy(plan, board.host)
        goer.join(20)
    assert "waiting" in single.told.steps[1][1] and (outcome.sent, board.now) == (0, bundle_id(bundle))


def test_a_board_that_was_lost_before_the_proof_is_only_proved(single, board, bundle):
    with single.plan(bundle) as plan:
        steps.deploy(plan, board.host)
        (board.prefix / "versions" / board.now / ".well").unlink()
        went = board.line.sent
        outcome = steps.deploy(plan, board.host)
    assert (outcome.state, outcome.sent) == ("installed", 0) and board.line.sent - went < 20_000
    assert (board.prefix / "versions" / board.now / ".well").exists()
