-- A database of format 5, as the program that made it wrote it. Not to be edited.
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
INSERT INTO "article" VALUES(1,1,'eb900d78',1795603449630437,'Yaks','The Source','https://example.org/','Ann','2026-11','en','ed0f4653b3dc71942384ef1c380d2c0d8f7e87467e60f913c66e50f33c20424f',15,1,0,'2026-11-24T10:50:00.000000+00:00',7,'2026-11-24T10:50:00.000000+00:00',7,NULL);
CREATE TABLE collection (
    key INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,          -- server:ID, person:ID, shared
    change INTEGER NOT NULL,
    left_at TEXT                        -- since when the bot is no longer in the server
, allowed_role INTEGER) STRICT;
INSERT INTO "collection" VALUES(1,'server:1',1795603449634523,NULL,NULL);
CREATE TABLE content (
    article INTEGER PRIMARY KEY REFERENCES article (key) ON DELETE CASCADE,
    text TEXT NOT NULL,
    analysis_version INTEGER NOT NULL,
    analysis BLOB NOT NULL              -- zlib; see index.analysis
, outline BLOB) STRICT;
INSERT INTO "content" VALUES(1,'The yak danced.',2,X'7801636460606086626920CD01C48C400C02FC400C92FB0F04203E489C09428328100B4C3B80D96002A684036C10D03005C706B04449462A57656236574A625E726A0A1732373A3A5647213A361600C6A71126',NULL);
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
INSERT INTO "migration" VALUES(1,'articles','2026-11-25T10:44:09.460503+00:00');
INSERT INTO "migration" VALUES(2,'allowed_role','2026-11-25T10:44:09.464544+00:00');
INSERT INTO "migration" VALUES(3,'outline','2026-11-25T10:44:09.469895+00:00');
INSERT INTO "migration" VALUES(4,'changes','2026-11-25T10:44:09.470732+00:00');
INSERT INTO "migration" VALUES(5,'limits','2026-11-25T10:44:09.472802+00:00');
CREATE TABLE own_limit (
    collection INTEGER PRIMARY KEY REFERENCES collection (key) ON DELETE CASCADE,
    articles INTEGER,
    passages INTEGER,
    user_questions INTEGER,             -- of one person, in a minute
    server_questions INTEGER            -- of all together, in a minute
) STRICT;
INSERT INTO "own_limit" VALUES(1,5,NULL,NULL,NULL);
CREATE TABLE sequence (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    last INTEGER NOT NULL
) STRICT;
INSERT INTO "sequence" VALUES(1,1795603449634523);
CREATE INDEX article_by_revision ON article (collection, revision);
CREATE INDEX article_by_change ON article (collection, change, removed_at);
COMMIT;
