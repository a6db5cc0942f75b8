"""The camera loop and its parts; numpy, OpenCV and ONNX Runtime alone."""
