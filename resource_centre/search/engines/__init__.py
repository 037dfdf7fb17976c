"""The engines that are shipped. None knows of another."""
