"""Many processes, or many connections of one, that answer as one bot: each its share of servers.

Discord sends the events of a server to its *shard*, `(server >> 22) % total`. Any number of
connections may be open to one shard, and each gets everything; so that nobody is answered twice, a
shard is answered by the process that has it, as `bot.shards.board` says.

May import the client and what is below it; `bot.terminal.sharded` is the process around it.
"""
