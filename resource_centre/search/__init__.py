"""The engine port: typed questions and answers, a protocol, and the suite that any engine must pass. Knows no page."""
