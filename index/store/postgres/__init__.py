"""The store in a PostgreSQL database, and all that speaks to one: nothing outside this folder does.

May import the protocol and the rules of `index.store`, never another store. The door is
`PostgresStore`; `index.store.postgres.examine` says how a database is.
"""

from index.store.postgres.store import PostgresStore

__all__ = ["PostgresStore"]
