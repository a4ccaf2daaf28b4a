"""The index in this process: arrays, Whoosh and FAISS, in generations on disk.

Others use: generations, indexer, products, vector_store.
"""
