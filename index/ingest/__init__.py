"""Files to articles: decoding, metadata, and the errors people make with either."""
