"""The bundled model for every language: multilingual-e5-small, computed by ONNX Runtime.

Others use: c_engine, loading.
"""
