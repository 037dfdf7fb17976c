"""The public page of a contributor who wishes for one."""
