from fer_edge.data.readers.holdout import held_out

FACES = [(f"{number}.png", number % 2) for number in range(200)]


def test_each_class_gives_its_share_and_a_smaller_one_is_part_of_a_larger():
    tenth, fifth = held_out(FACES, 0.1), held_out(FACES, 0.2)
    assert [sum(FACES[place][1] == label for place in tenth) for label in (0, 1)] == [10, 10]
    assert len(fifth) == 40 and tenth < fifth


def test_the_name_decides_and_not_the_place():
    turned = held_out(FACES[::-1], 0.1)
    assert {FACES[::-1][place] for place in turned} == {FACES[place] for place in held_out(FACES, 0.1)}


def test_two_faces_are_too_few():
    assert held_out(FACES[:4], 0.5) == set() and len(held_out(FACES[:6], 0.1)) == 2
