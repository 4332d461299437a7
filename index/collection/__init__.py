"""A collection in memory: its articles, their passages and forms, and the index over them.

May import `index.text`, `index.bm25` and the protocol of `index.store`. The doors are
`index.collection.collection.Collection`, and `index.collection.cache` for those in use.
"""
