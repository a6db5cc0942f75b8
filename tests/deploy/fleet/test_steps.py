import pytest

from fer_edge.deploy.fleet import steps
from fer_edge.errors import FerEdgeError, GateError, MissingError
from tests.deploy.fleet.bundles import bundle_id, make_bundle


@pytest.fixture
def old(tmp_path):
    return make_bundle(tmp_path, "0.1.0")


@pytest.fixture
def new(tmp_path):
    return make_bundle(tmp_path, "0.2.0")


def test_a_board_gets_it_and_nothing_else(single, board, old):
    with single.plan(old) as plan:
        outcome = steps.deploy(plan, board.host)
    assert (outcome.state, outcome.id, outcome.before) == ("installed", bundle_id(old), "")
    assert outcome.told == "24.0 frames/s, 240 of 240 with a face"
    assert outcome.sent == old.stat().st_size and single.told.bytes[-1] == outcome.sent
    assert board.now == bundle_id(old) and {path.split("/")[0] for path in board.left()} == {board.prefix.name}


def test_a_board_that_is_well_is_left_alone(single, board, old):
    with single.plan(old) as plan:
        steps.deploy(plan, board.host)
        went = board.line.sent
        outcome = steps.deploy(plan, board.host)
    assert outcome.state == "already there" and outcome.sent == 0 and board.line.sent - went < 20_000


def test_it_is_upgraded_rolled_back_and_removed_without_a_trace(single, board, old, new):
    for bundle in (old, new):
        with single.plan(bundle) as plan:
            outcome = steps.deploy(plan, board.host)
    assert (outcome.before, board.now) == (bundle_id(old), bundle_id(new))
    with single.plan() as plan:
        assert steps.roll_back(plan, board.host).id == bundle_id(old) == board.now
        assert steps.remove(plan, board.host).state == "removed"
        assert board.left() == []
        assert steps.remove(plan, board.host).state == "removed"
        with pytest.raises(FerEdgeError, match="nothing is installed in"):
            steps.roll_back(plan, board.host)


@pytest.mark.parametrize(
    ("knobs", "reason"), [({"refuses": "x"}, "a probe answers otherwise"), ({"well": False}, "no face was found")]
)
@pytest.mark.parametrize("upgrade", [True, False])
def test_what_is_not_well_leaves_what_was_there(single, board, old, tmp_path, knobs, reason, upgrade):
    if upgrade:
        with single.plan(old) as plan:
            steps.deploy(plan, board.host)
    before = board.left()
    bad = make_bundle(tmp_path, "0.3.0", **knobs)
    with single.plan(bad) as plan, pytest.raises(GateError, match=reason) as refused:
        steps.deploy(plan, board.host)
    assert board.left() == before and (not upgrade or board.now == bundle_id(old))
    assert (bundle_id(old) in str(refused.value)) == upgrade and "\n" not in str(refused.value)


def test_a_board_of_another_kind_is_told_and_gets_nothing(single, board, tmp_path):
    for wrong in ({"machine": "armv6l"}, {"python": "3.9"}, {"glibc": "9.99"}):
        with (
            single.plan(make_bundle(tmp_path, "0.1.0", size=10, **wrong)) as plan,
            pytest.raises(MissingError, match="bundle"),
        ):
            steps.deploy(plan, board.host)
    assert board.left() == []


def test_its_configuration_comes_with_it_and_can_be_changed_alone(single, board, old, tmp_path):
    config = tmp_path / "run.toml"
    own = board.prefix / "config" / "run.toml"
    for number, state in enumerate(("installed", "configured", "already there")):
        config.write_text(f"camera = {min(number, 1)}\n")
        with single.plan(old, run_config=config) as plan:
            assert steps.deploy(plan, board.host).state == state
        assert own.read_text() == config.read_text()
    assert [path.name for path in own.parent.iterdir()] == ["run.toml"] and not (
        board.home / ".fer-edge-deploy"
    ).exists()


@pytest.mark.parametrize("knobs", [{"refuses": "x"}, {"well": False}])
def test_a_configuration_goes_back_with_the_version_that_failed(single, board, old, tmp_path, knobs):
    config = tmp_path / "run.toml"
    config.write_text("camera = 7\n")
    with single.plan(old) as plan:
        steps.deploy(plan, board.host)
    before = {path: (board.home / path).is_dir() or (board.home / path).read_bytes() for path in board.left()}
    with single.plan(make_bundle(tmp_path, "0.3.0", **knobs), run_config=config) as plan, pytest.raises(GateError):
        steps.deploy(plan, board.host)
    assert before == {path: (board.home / path).is_dir() or (board.home / path).read_bytes() for path in board.left()}


@pytest.mark.parametrize("knobs", [{"refuses": "x"}, {"well": False}])
def test_of_a_first_installation_that_failed_not_even_the_configuration_stays(single, board, tmp_path, knobs):
    config = tmp_path / "run.toml"
    config.write_text("camera = 7\n")
    with single.plan(make_bundle(tmp_path, "0.3.0", **knobs), run_config=config) as plan, pytest.raises(GateError):
        steps.deploy(plan, board.host)
    assert board.left() == []


def test_a_configuration_that_is_not_well_is_taken_back(single, board, old, tmp_path):
    config = tmp_path / "run.toml"
    with single.plan(old) as plan:
        steps.deploy(plan, board.host)
    before = board.left()
    config.write_text("odd\n")
    with single.plan(old, run_config=config) as plan, pytest.raises(FerEdgeError, match="the one before is back"):
        steps.deploy(plan, board.host)
    assert board.left() == before and (board.prefix / "config" / "run.toml").read_text() == "camera = 0\n"


def test_status_looks_and_changes_nothing(single, board, old):
    with single.plan() as plan:
        assert steps.status(plan, board.host).id == ""
        assert board.left() == []
    with single.plan(old) as plan:
        steps.deploy(plan, board.host)
        seen = steps.status(plan, board.host)
    assert (seen.version, seen.id, seen.facts["well"]) == ("0.1.0", bundle_id(old), True)


def test_what_is_measured_there_comes_home(single, board, old, tmp_path):
    with single.plan(old, bench=True, out=tmp_path / "home") as plan:
        outcome = steps.deploy(plan, board.host)
    assert outcome.bench == str(tmp_path / "home" / "board.json")
    assert '"little"' in (tmp_path / "home" / "board.json").read_text()
