"""What models that ONNX Runtime computes have in common: sessions, tokens, what is made once, an encoder.

Others use: encoder, kept, pooling, session, tokenizing.
"""
