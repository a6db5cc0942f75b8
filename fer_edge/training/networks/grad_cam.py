"""Where a network looks for an answer: Grad-CAM (Selvaraju et al., 2017), with TensorFlow's gradients."""

import cv2
import keras
import numpy as np
import tensorflow as tf


def grad_cam(model: keras.Model, faces: np.ndarray, answers: np.ndarray) -> np.ndarray:
    """How much each pixel's surroundings speak for an answer: float32 [N, side, side], 0 to 1, 1 the most in each face.

    faces: uint8 [N, side, side, channels]. answers: indices of classes [N]. A face in which nothing speaks for it is 0
    throughout. The model ends with a dense layer "probabilities", and TensorFlow runs it.
    """
    head = model.get_layer("probabilities")
    last_map = [layer.output for layer in model.layers if len(layer.output.shape) == 4][-1]
    parts = keras.Model(model.input, [last_map, head.input])
    with tf.GradientTape() as tape:
        maps, features = parts(faces, training=False)
        # Of the logits: through a softmax, other classes would have a say.
        logits = tf.matmul(features, head.kernel) + head.bias
        chosen = tf.gather(logits, answers, batch_dims=1)
    weights = tf.reduce_mean(tape.gradient(chosen, maps), axis=(1, 2), keepdims=True)
    return _spread(tf.nn.relu(tf.reduce_sum(weights * maps, axis=3)).numpy(), faces.shape[1])


def _spread(heat: np.ndarray, side: int) -> np.ndarray:
    """Heat [N, h, w], at least 0, as large as the faces and up to 1."""
    large = [cv2.resize(each, (side, side), interpolation=cv2.INTER_LINEAR) for each in heat.astype(np.float32)]
    return np.stack([each / max(float(each.max()), 1e-12) for each in large])
