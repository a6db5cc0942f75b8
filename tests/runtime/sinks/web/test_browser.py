"""The page in a real browser; skipped where Chromium is absent."""

import threading
from contextlib import contextmanager

import cv2
import numpy as np
import pytest

from fer_edge.data.labels import LABELS
from fer_edge.runtime.sinks.web.sink import WebPage
from fer_edge.runtime.status import Status
from tests.browser import needs_chromium
from tests.runtime.sinks.web.viewing import face, frame
from tests.waiting import until

pytestmark = [needs_chromium, pytest.mark.timeout(60)]

NOTICE = "Ada <b>Lovelace</b>, ask@example.org"
ORDER = """const faces = document.getElementById("faces");
const bars = [...faces.querySelectorAll(".bar")];
return {frame: Number(faces.dataset.frame), label: faces.querySelector(".face-label")?.textContent,
  bars: bars.map(bar => [bar.querySelector(".bar-name").textContent, bar.querySelector(".bar-number").textContent]),
  colour: [...document.getElementById("picture").getContext("2d").getImageData(5, 5, 1, 1).data].slice(0, 3)}"""


@contextmanager
def filming(port=0, address="127.0.0.1", begin=0):
    """A page whose frames come by themselves; frame n is of one grey, n % 7 * 36, and shows label n % 7."""
    told, stop = [], threading.Event()
    web = WebPage(f"{address}:{port}", None, LABELS, Status(), told.append, notice=NOTICE)

    def film():
        index = begin
        while not stop.wait(0.04):
            web.write(frame(index, np.full((360, 480, 3), index % 7 * 36, np.uint8)), [face(index)])
            index += 1

    thread = threading.Thread(target=film, daemon=True)
    thread.start()
    try:
        yield web, told, stop
    finally:
        stop.set()
        thread.join(5)
        web.close()


def text(browser, name) -> str:
    return browser.execute_script("return document.getElementById(arguments[0]).textContent", name)


def shows(browser, words) -> bool:
    return words in text(browser, "veil-title") + " " + text(browser, "veil-detail")


def shown(browser):
    """What the page shows in one moment: frame number, label, bars, colour of the picture; None before the first."""
    found = browser.execute_script(ORDER)
    return found if found["bars"] else None


def test_the_picture_moves_and_its_bars_are_those_of_the_frame_shown(browser):
    with filming() as (web, _, _):
        browser.get(f"http://127.0.0.1:{web.port}/")
        first = until(lambda: shown(browser))
        picture = browser.get_screenshot_as_png()
        seen = {first["frame"]: first}
        until(lambda: seen.update({(now := shown(browser))["frame"]: now}) or len(seen) >= 6)
        until(lambda: browser.get_screenshot_as_png() != picture)
        for index, now in seen.items():
            assert now["label"] == LABELS[index % 7]
            assert now["bars"] == [[label, "70 %" if n == index % 7 else "5 %"] for n, label in enumerate(LABELS)]
            assert np.abs(np.array(now["colour"]) - index % 7 * 36).max() < 4
        assert "live" in text(browser, "pill-text")
        until(lambda: "%" in text(browser, "legend"))
        assert [line for line in browser.get_log("browser") if line["level"] == "SEVERE"] == []


def test_whom_to_ask_is_shown_as_text(browser):
    with filming() as (web, _, _):
        browser.get(f"http://127.0.0.1:{web.port}/")
        until(lambda: text(browser, "notice") == NOTICE)
        assert browser.execute_script("return document.getElementById('notice').getClientRects().length") >= 1


def test_a_picture_that_stops_is_told(browser):
    with filming() as (web, _, stop):
        browser.get(f"http://127.0.0.1:{web.port}/")
        until(lambda: shown(browser))
        stop.set()
        until(lambda: shows(browser, "No picture since"))


def test_the_page_comes_back_by_itself_when_the_server_does(browser):
    with filming() as (web, _, _):
        browser.get(f"http://127.0.0.1:{web.port}/")
        until(lambda: shown(browser))
    until(lambda: shows(browser, "has ended") or shows(browser, "Next try"))
    with filming(port=web.port, begin=100_000):
        until(lambda: (now := shown(browser)) and now["frame"] >= 100_000)
        until(lambda: "live" in text(browser, "pill-text"))


def test_no_token_no_page_and_with_it_the_address_bar_forgets_it(browser):
    with filming(address="0.0.0.0") as (web, told, _):
        browser.get(f"http://127.0.0.1:{web.port}/")
        assert "needs its token" in browser.page_source and "<canvas" not in browser.page_source
        browser.get(f"http://127.0.0.1:{web.port}/?token=" + told[0].partition("?token=")[2])
        until(lambda: shown(browser))
        assert browser.current_url == f"http://127.0.0.1:{web.port}/"
        assert browser.execute_script("return document.cookie") == ""
        browser.refresh()
        until(lambda: shown(browser))


def test_a_phone_needs_no_sideways_scrolling(browser):
    with filming() as (web, _, _):
        browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride", {"width": 390, "height": 844, "deviceScaleFactor": 2, "mobile": True}
        )
        try:
            browser.get(f"http://127.0.0.1:{web.port}/")
            until(lambda: shown(browser))
            assert browser.execute_script("return document.documentElement.scrollWidth") == 390
            picture = cv2.imdecode(np.frombuffer(browser.get_screenshot_as_png(), np.uint8), cv2.IMREAD_COLOR)
            assert picture.shape[1] == 780
        finally:
            browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
