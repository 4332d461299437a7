-- Articles by collection. Every change to what a collection sees gives it, and the article that
-- changed, the next number: that is how the indexes in memory notice.
-- written by: 1

CREATE TABLE collection (
    key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name text NOT NULL UNIQUE COLLATE "C",  -- server:ID, person:ID, shared
    change bigint NOT NULL,
    left_at timestamptz,                    -- since when the bot is no longer in the server
    allowed_role bigint                     -- whose members may change the articles
);

CREATE INDEX collection_left ON collection (left_at) WHERE left_at IS NOT NULL;

CREATE TABLE article (
    key bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    collection bigint NOT NULL REFERENCES collection (key) ON DELETE CASCADE,
    id text NOT NULL COLLATE "C",
    change bigint NOT NULL,
    title text NOT NULL,
    source text NOT NULL,
    url text,
    author text,
    published text,
    language text NOT NULL,
    revision bytea NOT NULL,                -- SHA-256 of the text
    characters integer NOT NULL,
    passages integer NOT NULL,
    left_out integer NOT NULL,              -- lines of boilerplate
    added_at timestamptz NOT NULL,
    added_by bigint,                        -- Discord's id of a person
    updated_at timestamptz,
    updated_by bigint,
    removed_at timestamptz,                 -- since when it only waits for an undo
    UNIQUE (collection, id)
);

CREATE UNIQUE INDEX article_by_revision ON article (collection, revision) WHERE removed_at IS NULL;
CREATE INDEX article_by_change ON article (collection, change) INCLUDE (removed_at);
CREATE INDEX article_removed ON article (removed_at) WHERE removed_at IS NOT NULL;
CREATE INDEX article_added_by ON article (added_by) WHERE added_by IS NOT NULL;
CREATE INDEX article_updated_by ON article (updated_by) WHERE updated_by IS NOT NULL;

-- Apart from `article`, so that a listing does not read texts. All of it is zlib, and not
-- compressed again.
CREATE TABLE content (
    article bigint PRIMARY KEY REFERENCES article (key) ON DELETE CASCADE,
    text bytea NOT NULL,
    analysis_version integer NOT NULL,
    analysis bytea NOT NULL,
    outline bytea                           -- what the document says beside its text
);

ALTER TABLE content ALTER COLUMN text SET STORAGE EXTERNAL;
ALTER TABLE content ALTER COLUMN analysis SET STORAGE EXTERNAL;
ALTER TABLE content ALTER COLUMN outline SET STORAGE EXTERNAL;

CREATE TABLE earlier (
    article bigint NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    revision bytea NOT NULL,
    replaced_at timestamptz NOT NULL,
    text bytea NOT NULL,
    PRIMARY KEY (article, revision)
);

ALTER TABLE earlier ALTER COLUMN text SET STORAGE EXTERNAL;

CREATE TABLE hidden (
    collection bigint NOT NULL REFERENCES collection (key) ON DELETE CASCADE,
    article text NOT NULL COLLATE "C",      -- the id of a shared article, or of one that ships
    PRIMARY KEY (collection, article)
);

-- That a change was made: whoever lost the connection meanwhile finds out here.
CREATE TABLE receipt (
    token uuid PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now()
);

CREATE INDEX receipt_at ON receipt (at);
