"""What comes in from elsewhere: lines of an export, plain texts."""
