"""What people can do: one module for each feature, each of them wiring and no more.

May import `bot.views`, `bot.asking` and `bot.service`. Each module has a function that returns its
command; `bot.client` puts them together.
"""
