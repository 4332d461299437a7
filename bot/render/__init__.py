"""Turn values into what people read: Discord Markdown within Discord's limits, and shared phrases.

Pure functions over `index` values: neither discord.py nor the event loop is imported. One module
for each subject; `phrases` is shared with the terminal.
"""
