"""The index in this process: arrays, Whoosh and FAISS, in generations on disk.

Others use: change, entries, generations, indexer, segments, snapshot, vector_store.
"""
