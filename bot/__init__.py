"""Pullquote on Discord and on the command line.

May import `index`, which knows nothing of it. The doors are `bot.client.PullquoteClient` and
`bot.cli.main`.
"""
