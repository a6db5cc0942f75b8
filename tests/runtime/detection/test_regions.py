import numpy as np

from fer_edge.runtime.detection.regions import around, cut, cut_turned, shrink, turned_corners

IMAGE = np.full((60, 80, 3), 9, np.uint8)


def test_a_region_of_its_own_size_is_the_picture_and_black_beyond_it():
    assert (cut(IMAGE, (10, 10, 32), 32) == 9).all()
    corner = cut(IMAGE, (-16, -16, 32), 32)
    assert (corner[16:, 16:] == 9).all() and not corner[:16].any() and not corner[:, :16].any()


def test_a_region_outside_the_picture_is_black():
    assert not cut(IMAGE, (500, 500, 40), 32).any()


def test_the_square_around_a_box_keeps_its_centre():
    assert around(np.array([10, 20, 30, 40]), 1.5) == (-5.0, 10.0, 60.0)


def test_shrinking_tells_the_way_back_and_never_enlarges():
    assert shrink(IMAGE, 40)[0].shape == (30, 40, 3) and shrink(IMAGE, 40)[1] == 2.0
    assert shrink(IMAGE, 320)[1] == 1.0


def test_a_level_region_of_its_own_size_is_the_picture_and_a_quarter_turn_is_one():
    picture = np.random.default_rng(0).integers(0, 256, (40, 40, 3), dtype=np.uint8)
    np.testing.assert_array_equal(cut_turned(picture, (4, 6, 32), 32, 0), picture[6:38, 4:36])
    np.testing.assert_array_equal(cut_turned(picture, (4, 6, 32), 32, 90), np.rot90(picture[6:38, 4:36]))


def test_what_a_turned_region_shows_beyond_the_picture_repeats_its_edge():
    assert (cut_turned(IMAGE, (-30, -30, 200), 32, 30) == 9).all()


def test_boxes_of_a_turned_region_go_back_to_where_they_were_and_stay_upright():
    boxes = np.array([[70, 40, 20, 20], [40, 30, 20, 40]], np.float32)
    np.testing.assert_allclose(turned_corners(boxes, 100, 90), [[40, 70], [40, 30]], atol=1e-4)
    np.testing.assert_allclose(turned_corners(boxes, 100, 0), boxes[:, :2], atol=1e-4)
