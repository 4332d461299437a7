"""Quotes: what of a ranking is answered, where it stands, and how it is found again later.

May import `index.rank`, `index.collection` and `index.text`. The door is
`index.quote.answer.answer`; only `index.library` calls it.
"""
