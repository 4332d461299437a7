"""The store in a SQLite file, and all that speaks SQL: nothing outside this folder does.

May import the protocol and the rules of `index.store`, never another store. The door is
`SqliteStore`; whole databases are copied and examined by `index.store.sqlite.backup`.
"""

from index.store.sqlite.store import SqliteStore

__all__ = ["SqliteStore"]
