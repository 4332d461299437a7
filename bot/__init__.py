"""Pullquote on Discord and on the command line."""
