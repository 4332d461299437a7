-- What changed after a number, and whether all that a reader has is what is there: by this index
-- alone. An article that was removed keeps the number of its removal for as long as it is kept.

CREATE INDEX article_by_change ON article (collection, change, removed_at);
