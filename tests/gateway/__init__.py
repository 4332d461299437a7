"""The real discord.py, over real sockets, against a small Discord on loopback."""
