-- What the processes of one bot tell one another, such as which of them answers which servers.
-- An older program does not look at it, and must not run beside newer ones with shards.
-- written by: 1

CREATE TABLE notice (
    name text PRIMARY KEY,
    text text NOT NULL
);
