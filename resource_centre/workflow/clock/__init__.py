"""The review clock: when a page is to be re-read, by whom, and what makes it so."""
