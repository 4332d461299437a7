-- Articles by collection. Every change to what a collection sees gives it, and the article that
-- changed, the next number of `sequence`: that is how the indexes in memory notice.
-- Times are in UTC, as 2026-11-24T10:50:00.000000+00:00, and so compare as text.

CREATE TABLE sequence (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    last INTEGER NOT NULL
) STRICT;

INSERT INTO sequence (one, last) VALUES (1, 0);

CREATE TABLE collection (
    key INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,          -- server:ID, person:ID, shared
    change INTEGER NOT NULL,
    left_at TEXT                        -- since when the bot is no longer in the server
) STRICT;

CREATE TABLE article (
    key INTEGER PRIMARY KEY,
    collection INTEGER NOT NULL REFERENCES collection (key) ON DELETE CASCADE,
    id TEXT NOT NULL,
    change INTEGER NOT NULL,
    title TEXT NOT NULL,
    source TEXT NOT NULL,
    url TEXT,
    author TEXT,
    published TEXT,
    language TEXT NOT NULL,
    revision TEXT NOT NULL,             -- SHA-256 of the text, in hexadecimal
    characters INTEGER NOT NULL,
    passages INTEGER NOT NULL,
    left_out INTEGER NOT NULL,          -- lines of boilerplate
    added_at TEXT NOT NULL,
    added_by INTEGER,                   -- Discord's id of a person
    updated_at TEXT,
    updated_by INTEGER,
    removed_at TEXT,                    -- since when it only waits for an undo
    UNIQUE (collection, id)
) STRICT;

CREATE INDEX article_by_revision ON article (collection, revision);

-- Apart from `article`, so that a listing does not read texts.
CREATE TABLE content (
    article INTEGER PRIMARY KEY REFERENCES article (key) ON DELETE CASCADE,
    text TEXT NOT NULL,
    analysis_version INTEGER NOT NULL,
    analysis BLOB NOT NULL              -- zlib; see index.analysis
) STRICT;

CREATE TABLE earlier (
    article INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    revision TEXT NOT NULL,
    replaced_at TEXT NOT NULL,
    text BLOB NOT NULL,                 -- zlib
    PRIMARY KEY (article, revision)
) STRICT;

CREATE TABLE hidden (
    collection INTEGER NOT NULL REFERENCES collection (key) ON DELETE CASCADE,
    article TEXT NOT NULL,              -- the id of a shared article, or of one that ships
    PRIMARY KEY (collection, article)
) STRICT, WITHOUT ROWID;
