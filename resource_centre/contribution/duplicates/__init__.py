"""Two pages or two terms for one thing: found, joined into one with all that names them, and parted again."""
