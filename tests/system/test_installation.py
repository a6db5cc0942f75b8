from fer_edge.system.installation import installed_at


def test_a_version_of_a_bundle_is_known_by_its_manifest_also_through_the_link(tmp_path):
    version = tmp_path / "versions" / "abc"
    (version / "venv").mkdir(parents=True)
    (version / "manifest.json").write_text("{}")
    (tmp_path / "current").symlink_to("versions/abc")
    for folder in (version, tmp_path / "current"):
        here = installed_at(str(folder / "venv"))
        assert here and here.prefix == tmp_path and here.program == tmp_path / "bin" / "fer-edge"
        assert here.models == folder / "models"


def test_another_environment_is_none(tmp_path):
    (tmp_path / "manifest.json").write_text("{}")
    assert installed_at(str(tmp_path / "venv")) is None
    assert installed_at(str(tmp_path / "versions" / "abc" / "venv")) is None
