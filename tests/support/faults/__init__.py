"""Real faults for tests and measures: processes that are killed, files that are damaged, disks that are full."""
