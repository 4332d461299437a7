"""The `pullquote` command's own side: what is read from and written to a terminal.

May import the library and the bot. Each command has a module with a ``run``, which
`bot.terminal.arguments` names and `bot.cli` calls.
"""
