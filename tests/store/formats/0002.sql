-- A database of format 2, as the release that made it wrote it. Not to be edited.
PRAGMA application_id = 1347515493;
BEGIN TRANSACTION;
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
INSERT INTO "article" VALUES(1,1,'eb900d78',2,'Yaks','The Source','https://example.org/','Ann','2026-11','en','ed0f4653b3dc71942384ef1c380d2c0d8f7e87467e60f913c66e50f33c20424f',15,1,0,'2026-11-24T10:50:00.000000+00:00',7,'2026-11-24T10:50:00.000000+00:00',7,NULL);
CREATE TABLE collection (
    key INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,          -- server:ID, person:ID, shared
    change INTEGER NOT NULL,
    left_at TEXT                        -- since when the bot is no longer in the server
, allowed_role INTEGER) STRICT;
INSERT INTO "collection" VALUES(1,'server:1',3,NULL,NULL);
CREATE TABLE content (
    article INTEGER PRIMARY KEY REFERENCES article (key) ON DELETE CASCADE,
    text TEXT NOT NULL,
    analysis_version INTEGER NOT NULL,
    analysis BLOB NOT NULL              -- zlib; see index.analysis
) STRICT;
INSERT INTO "content" VALUES(1,'The yak danced.',1,X'7801636460606086626920CD08C420C00FC420711000893141E8928C54AECAC46CAE94C4BCE4D4142E642E008E37096D');
CREATE TABLE earlier (
    article INTEGER NOT NULL REFERENCES article (key) ON DELETE CASCADE,
    revision TEXT NOT NULL,
    replaced_at TEXT NOT NULL,
    text BLOB NOT NULL,                 -- zlib
    PRIMARY KEY (article, revision)
) STRICT;
INSERT INTO "earlier" VALUES(1,'eb900d7846d0a46b7e281278a091e52cb48ed56aa48d39f0ca48048dff7ba26a','2026-11-24T10:50:00.000000+00:00',X'78010BC94855A84A4D2A4A5428CE492D28D10300312305CC');
CREATE TABLE hidden (
    collection INTEGER NOT NULL REFERENCES collection (key) ON DELETE CASCADE,
    article TEXT NOT NULL,              -- the id of a shared article, or of one that ships
    PRIMARY KEY (collection, article)
) STRICT, WITHOUT ROWID;
INSERT INTO "hidden" VALUES(1,'seed');
CREATE TABLE migration (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    applied_at TEXT NOT NULL
) STRICT
;
INSERT INTO "migration" VALUES(1,'articles','2026-11-24T11:35:21.510130+00:00');
INSERT INTO "migration" VALUES(2,'allowed_role','2026-11-24T13:04:40.340720+00:00');
CREATE TABLE sequence (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    last INTEGER NOT NULL
) STRICT;
INSERT INTO "sequence" VALUES(1,3);
CREATE INDEX article_by_revision ON article (collection, revision);
COMMIT;
