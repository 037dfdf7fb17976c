"""Public HTML: views, presenters and template tags."""
