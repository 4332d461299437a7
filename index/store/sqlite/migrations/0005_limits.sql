-- What the operator allows a collection where that is not what all may have; NULL where it is.

CREATE TABLE own_limit (
    collection INTEGER PRIMARY KEY REFERENCES collection (key) ON DELETE CASCADE,
    articles INTEGER,
    passages INTEGER,
    user_questions INTEGER,             -- of one person, in a minute
    server_questions INTEGER            -- of all together, in a minute
) STRICT;
