"""The inverted index: documents as lists of terms, scored by BM25.

Knows numbers and terms only, neither articles nor questions, and imports no other folder. The door
is `index.bm25.index.BM25Lucene`.
"""
