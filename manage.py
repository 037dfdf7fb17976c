#!/usr/bin/env python
"""Command line of the demo site: the plugin's own commands run here as they would in a host."""

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    """Run a management command against the demo site's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "home.settings.dev")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
