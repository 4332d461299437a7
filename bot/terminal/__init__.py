"""The `pullquote` command's own side: what is read from and written to a terminal."""
