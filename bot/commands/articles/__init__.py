"""`/article ...`: a server's own articles, or a person's in direct messages."""
