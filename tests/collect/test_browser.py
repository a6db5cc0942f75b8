"""Faces collected in a real browser, a model trained from them, and its labels in the loop."""

import time

import numpy as np
import pytest
from typer.testing import CliRunner

from tests.browser import needs_chromium
from tests.collect.pictures import BrightSpots, photo
from tests.collect.sessions import collecting
from tests.waiting import until

by = pytest.importorskip("selenium.webdriver.common.by").By
chains = pytest.importorskip("selenium.webdriver.common.action_chains").ActionChains
pytestmark = [needs_chromium, pytest.mark.timeout(180)]

KEYS = {"bright": "1", "dim": "2"}
SHOWN = {"bright": photo((20, 20, 60)), "dim": np.minimum(photo((20, 20, 60)), 205)}


def find(browser, name):
    return browser.find_element(by.ID, name)


def stored(browser, label) -> int:
    found = browser.find_elements(by.CSS_SELECTOR, f'.key[data-label="{label}"]')
    return int(found[0].get_attribute("data-faces") or 0) if found else 0


def open_page(browser, session):
    browser.get(f"http://127.0.0.1:{session.port}/")
    browser.get_log("browser")  # A page before it has missed its server.
    until(lambda: "live" in find(browser, "pill-text").text)
    until(lambda: find(browser, "keys").get_attribute("data-total") is not None)


def hold(browser, label, more):
    """Hold the key of a label until so many more faces are stored."""
    before = stored(browser, label)
    chains(browser).key_down(KEYS[label]).perform()
    until(lambda: stored(browser, label) >= before + more, 20)
    chains(browser).key_up(KEYS[label]).perform()
    until(lambda: not browser.find_elements(by.CSS_SELECTOR, ".key[data-held]"))


def severe(browser):
    return [line for line in browser.get_log("browser") if line["level"] == "SEVERE"]


def test_from_keys_to_a_model_that_knows_its_labels(browser, tmp_path, monkeypatch):
    pytest.importorskip("tensorflow")
    pytest.importorskip("tf2onnx")
    with collecting(tmp_path / "mine", tuple(KEYS)) as (session, stage, _):
        open_page(browser, session)
        for label in (*KEYS, *KEYS):
            stage.image = SHOWN[label]
            time.sleep(0.2)  # What was on its way shows the other one.
            hold(browser, label, 10)
        assert severe(browser) == []
    splits = {split: len(list((tmp_path / "mine" / split).rglob("*.png"))) for split in ("train", "validation")}
    assert min(splits.values()) >= 20
    assert told_labels(tmp_path, monkeypatch) == list(KEYS)


def told_labels(folder, monkeypatch) -> list[str]:
    """Train on the faces without an option of the data's, and show both pictures to the loop."""
    from fer_edge import FacePipeline, Frame, load_model
    from fer_edge.cli.app import app
    from fer_edge.training import networks
    from tests.training.tiny import TINY

    monkeypatch.setitem(networks.FEATURES, "nano", TINY["nano"])
    monkeypatch.chdir(folder)
    learned = ("--arch", "nano", "--epochs", "20", "--batch", "6", "--learning-rate", "0.05", "--augment", "0")
    for words in (
        ("train", "--data", "mine", "--name", "own", "--no-flip-equivariant", *learned),
        ("export", "own", "--shift-faces", "0"),
    ):
        done = CliRunner().invoke(app, words)
        assert done.exit_code == 0, done.output + repr(done.exception)
    model, found = load_model("own"), []
    for image in SHOWN.values():
        frame = Frame(index=0, time=0.0, image=image)
        found += [face.label for face in FacePipeline(BrightSpots(), model).read(frame)]
    return found


def test_undo_and_delete_with_a_question(browser, tmp_path):
    with collecting(tmp_path / "mine", tuple(KEYS)) as (session, _, _):
        open_page(browser, session)
        hold(browser, "bright", 3), hold(browser, "dim", 3)
        find(browser, "undo").click()
        until(lambda: stored(browser, "dim") == 0)
        assert stored(browser, "bright") >= 3
        find(browser, "delete").click()
        until(lambda: find(browser, "sure").is_displayed())
        chains(browser).send_keys(KEYS["dim"]).perform()  # A key that is pressed now means nothing.
        browser.find_element(by.CSS_SELECTOR, "#sure button[value=keep]").click()
        time.sleep(0.5)
        assert stored(browser, "bright") >= 3 and stored(browser, "dim") == 0
        find(browser, "delete").click()
        until(lambda: find(browser, "sure").is_displayed())
        find(browser, "sure-delete").click()
        until(lambda: stored(browser, "bright") == 0)
        assert list((tmp_path / "mine").rglob("*.png")) == [] and severe(browser) == []


def test_a_finger_on_a_phone_and_a_page_that_fits_it(browser, tmp_path):
    with collecting(tmp_path / "mine", tuple(KEYS)) as (session, stage, _):
        browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
        )
        try:
            open_page(browser, session)
            key = browser.find_element(by.CSS_SELECTOR, '.key[data-label="dim"]')
            chains(browser).click_and_hold(key).perform()
            until(lambda: stored(browser, "dim") >= 3)
            chains(browser).release().perform()
            until(lambda: not browser.find_elements(by.CSS_SELECTOR, ".key[data-held]"))
            assert key.size["height"] >= 80 and key.size["width"] >= 140
            assert browser.execute_script("return document.documentElement.scrollWidth") == 390
            stage.image = photo()
            until(lambda: find(browser, "hint").text == "No face in the picture")
            assert find(browser, "notice").text == "Ada <b>" and "consent" in browser.page_source
        finally:
            browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
