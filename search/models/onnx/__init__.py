"""What models that ONNX Runtime computes have in common: sessions, tokens, pooling, the graph of an encoder.

Others use: encoder, pooling, session, tokenizing.
"""
