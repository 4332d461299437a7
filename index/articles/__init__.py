"""Articles as things to keep: found by id and title, checked and analyzed before they are stored.

May import `index.text` and the protocol of `index.store`, and nothing that answers questions. The
doors are `index.articles.catalogue.Catalogue` and `index.articles.draft.prepare`.
"""
