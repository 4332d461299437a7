-- A database of format 1: its tables as pg_dump shows them, and an article. Not to be edited.
CREATE TABLE article (
    key bigint NOT NULL,
    collection bigint NOT NULL,
    id text NOT NULL COLLATE pg_catalog."C",
    change bigint NOT NULL,
    title text NOT NULL,
    source text NOT NULL,
    url text,
    author text,
    published text,
    language text NOT NULL,
    revision bytea NOT NULL,
    characters integer NOT NULL,
    passages integer NOT NULL,
    left_out integer NOT NULL,
    added_at timestamp with time zone NOT NULL,
    added_by bigint,
    updated_at timestamp with time zone,
    updated_by bigint,
    removed_at timestamp with time zone
);
ALTER TABLE article ALTER COLUMN key ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME article_key_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE collection (
    key bigint NOT NULL,
    name text NOT NULL COLLATE pg_catalog."C",
    change bigint NOT NULL,
    left_at timestamp with time zone,
    allowed_role bigint
);
ALTER TABLE collection ALTER COLUMN key ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME collection_key_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE content (
    article bigint NOT NULL,
    text bytea NOT NULL,
    analysis_version integer NOT NULL,
    analysis bytea NOT NULL,
    outline bytea
);
ALTER TABLE ONLY content ALTER COLUMN text SET STORAGE EXTERNAL;
ALTER TABLE ONLY content ALTER COLUMN analysis SET STORAGE EXTERNAL;
ALTER TABLE ONLY content ALTER COLUMN outline SET STORAGE EXTERNAL;
CREATE TABLE earlier (
    article bigint NOT NULL,
    revision bytea NOT NULL,
    replaced_at timestamp with time zone NOT NULL,
    text bytea NOT NULL
);
ALTER TABLE ONLY earlier ALTER COLUMN text SET STORAGE EXTERNAL;
CREATE TABLE hidden (
    collection bigint NOT NULL,
    article text NOT NULL COLLATE pg_catalog."C"
);
CREATE TABLE migration (
    number integer NOT NULL,
    name text NOT NULL,
    written_by integer NOT NULL,
    applied_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE receipt (
    token uuid NOT NULL,
    at timestamp with time zone DEFAULT now() NOT NULL
);
INSERT INTO migration (number, name, written_by, applied_at) VALUES (1, 'articles', 1, '2026-11-25 10:44:11.453684+00');
SELECT pg_catalog.setval('article_key_seq', 1, false);
SELECT pg_catalog.setval('collection_key_seq', 1, false);
ALTER TABLE ONLY article
    ADD CONSTRAINT article_collection_id_key UNIQUE (collection, id);
ALTER TABLE ONLY article
    ADD CONSTRAINT article_pkey PRIMARY KEY (key);
ALTER TABLE ONLY collection
    ADD CONSTRAINT collection_name_key UNIQUE (name);
ALTER TABLE ONLY collection
    ADD CONSTRAINT collection_pkey PRIMARY KEY (key);
ALTER TABLE ONLY content
    ADD CONSTRAINT content_pkey PRIMARY KEY (article);
ALTER TABLE ONLY earlier
    ADD CONSTRAINT earlier_pkey PRIMARY KEY (article, revision);
ALTER TABLE ONLY hidden
    ADD CONSTRAINT hidden_pkey PRIMARY KEY (collection, article);
ALTER TABLE ONLY migration
    ADD CONSTRAINT migration_pkey PRIMARY KEY (number);
ALTER TABLE ONLY receipt
    ADD CONSTRAINT receipt_pkey PRIMARY KEY (token);
CREATE INDEX article_added_by ON article USING btree (added_by) WHERE (added_by IS NOT NULL);
CREATE INDEX article_by_change ON article USING btree (collection, change) INCLUDE (removed_at);
CREATE UNIQUE INDEX article_by_revision ON article USING btree (collection, revision) WHERE (removed_at IS NULL);
CREATE INDEX article_removed ON article USING btree (removed_at) WHERE (removed_at IS NOT NULL);
CREATE INDEX article_updated_by ON article USING btree (updated_by) WHERE (updated_by IS NOT NULL);
CREATE INDEX collection_left ON collection USING btree (left_at) WHERE (left_at IS NOT NULL);
CREATE INDEX receipt_at ON receipt USING btree (at);
ALTER TABLE ONLY article
    ADD CONSTRAINT article_collection_fkey FOREIGN KEY (collection) REFERENCES collection(key) ON DELETE CASCADE;
ALTER TABLE ONLY content
    ADD CONSTRAINT content_article_fkey FOREIGN KEY (article) REFERENCES article(key) ON DELETE CASCADE;
ALTER TABLE ONLY earlier
    ADD CONSTRAINT earlier_article_fkey FOREIGN KEY (article) REFERENCES article(key) ON DELETE CASCADE;
ALTER TABLE ONLY hidden
    ADD CONSTRAINT hidden_collection_fkey FOREIGN KEY (collection) REFERENCES collection(key) ON DELETE CASCADE;
INSERT INTO collection (key, name, change, left_at, allowed_role) OVERRIDING SYSTEM VALUE VALUES (1, 'server:1', 1795603451100469, NULL, NULL);
INSERT INTO article (key, collection, id, change, title, source, url, author, published, language, revision, characters, passages, left_out, added_at, added_by, updated_at, updated_by, removed_at) OVERRIDING SYSTEM VALUE VALUES (1, 1, 'eb900d78', 1795603451098696, 'Yaks', 'The Source', 'https://example.org/', 'Ann', '2026-11', 'en', '\xed0f4653b3dc71942384ef1c380d2c0d8f7e87467e60f913c66e50f33c20424f', 15, 1, 0, '2026-11-24 10:50:00+00', 7, '2026-11-24 10:50:00+00', 7, NULL);
INSERT INTO content (article, text, analysis_version, analysis, outline) VALUES (1, '\x78010bc94855a84ccc564849cc4b4e4dd1030029e50534', 2, '\x7801636460606086626920cd01c48c400c02fc400c92fb0f04203e489c09428328100b4c3b80d96002a684036c10d03005c706b04449462a57656236574a625e726a0a1732373a3a5647213a361600c6a71126', NULL);
INSERT INTO earlier (article, revision, replaced_at, text) VALUES (1, '\xeb900d7846d0a46b7e281278a091e52cb48ed56aa48d39f0ca48048dff7ba26a', '2026-11-24 10:50:00+00', '\x78010bc94855a84a4d2a4a5428ce492d28d10300312305cc');
INSERT INTO hidden (collection, article) VALUES (1, 'seed');
SELECT pg_catalog.setval('article_key_seq', 1, true);
SELECT pg_catalog.setval('collection_key_seq', 4, true);
