-- What the operator allows a collection where that is not what all may have; NULL where it is.
-- An older program does not keep to it, and does no harm.
-- written by: 1

CREATE TABLE own_limit (
    collection bigint PRIMARY KEY REFERENCES collection (key) ON DELETE CASCADE,
    articles integer,
    passages integer,
    user_questions integer,                 -- of one person, in a minute
    server_questions integer                -- of all together, in a minute
);
