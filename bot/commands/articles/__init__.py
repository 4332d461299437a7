"""`/article ...`: a server's own articles, or a person's in direct messages.

May import `bot.commands` and what that may, and `bot.reading`. The door is
`bot.commands.articles.group`.
"""
