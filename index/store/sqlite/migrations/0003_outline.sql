-- What a document says of the structure of its text, and what it says beyond its text: zlib, JSON
-- of index.text.outline. NULL where it says nothing, as a plain text, and in what was kept before.

ALTER TABLE content ADD COLUMN outline BLOB;
