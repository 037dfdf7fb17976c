"""The review queue with thousands of things that wait, beside Wagtail's own listing of as many pages."""
