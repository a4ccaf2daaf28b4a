"""Models in folders as their authors publish them: what their files say, and how they run without PyTorch.

Others use: description, files, graph_model, outside.
"""
