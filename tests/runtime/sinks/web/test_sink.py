import cv2
import numpy as np
import pytest

from fer_edge.data.labels import LABELS
from fer_edge.errors import UsageError
from fer_edge.runtime.sinks.web.sink import WebPage
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Face
from tests.runtime.sinks.web.viewing import ask, face, frame, pictures, serving, watching


def test_this_machine_sees_the_page_without_a_token():
    with serving() as (web, lines):
        assert lines == [f"watch at http://127.0.0.1:{web.port}/"]
        status, headers, text = ask(web)
        assert status == 200 and "<canvas" in text
        assert headers["cache-control"] == "no-store" and "default-src 'none'" in headers["content-security-policy"]


@pytest.mark.parametrize("token", ["short", "not plain \N{SNOWMAN}"])
def test_a_token_that_is_easy_to_guess_or_cannot_be_typed_is_refused(token):
    with pytest.raises(UsageError, match="at least 8"):
        WebPage("0", token, LABELS, Status(), print)


def test_several_viewers_get_the_same_pictures_each_with_its_own_record():
    with serving() as (web, _), watching(web) as first, watching(web) as second:
        for viewer in (pictures(first), pictures(second)):
            for index in range(3):
                web.write(frame(index, np.full((60, 80, 3), index * 80, np.uint8)), [])
                record, jpeg = next(found for found in viewer if found[0]["frame"] == index)
                assert record["faces"] == []
                shown = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
                assert shown.shape == (60, 80, 3) and abs(shown.mean() - index * 80) < 3


def test_a_face_is_told_with_its_doubt():
    doubtful = Face(**{**vars(face(3)), "uncertain": True})
    with serving() as (web, _), watching(web) as blocks:
        web.write(frame(0), [doubtful])
        (found,) = next(pictures(blocks))[0]["faces"]
        assert found["uncertain"] is True and found["track"] == 1 and found["probabilities"]["happy"] == 0.7
