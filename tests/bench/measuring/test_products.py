"""The matrix products are files that a runtime takes, and multiply."""

import numpy as np
import pytest

from fer_edge.bench.measuring.products import PRODUCTS, SIDE, open_product, product_graph


@pytest.mark.parametrize("name", PRODUCTS)
def test_a_product_of_ones_is_their_number(name):
    session, taken = open_product(name, 1)
    (given,) = session.run(None, taken)
    assert given.shape == (SIDE, SIDE) and given.dtype == (np.int32 if name == "int8" else np.float32)
    assert (given == SIDE).all()


@pytest.mark.parametrize("name", PRODUCTS)
def test_the_files_are_onnx_to_its_own_checker(name):
    onnx = pytest.importorskip("onnx")
    model = onnx.load_from_string(product_graph(name))
    onnx.checker.check_model(model, full_check=True)
    assert model.graph.node[0].op_type == PRODUCTS[name][0]
