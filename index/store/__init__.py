"""Where articles are kept: a protocol in the domain's verbs, and the stores that speak it.

May import `index.text` and the metadata of `index.ingest`. The door is
`index.store.protocol.Store`; which store it is, is chosen outside.
"""
