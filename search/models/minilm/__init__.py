"""The bundled model for English: all-MiniLM-L6-v2, computed by ONNX Runtime.

Others use: engine.
"""
