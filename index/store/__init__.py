"""Where articles are kept: a protocol in the domain's verbs, and the stores that speak it."""
