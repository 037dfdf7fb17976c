"""What the pages of the history print, in frozen values."""
