-- The role of a server whose members may change its articles, beside those who may manage it.

ALTER TABLE collection ADD COLUMN allowed_role INTEGER;
