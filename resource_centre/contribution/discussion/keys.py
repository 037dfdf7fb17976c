"""Keys of the mails about messages: "message:12:user:7", and "message:12:author" for an author without account."""

SAID, USER, AUTHOR = "message", "user", "author"
