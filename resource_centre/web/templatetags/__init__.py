"""Template tags, loaded through `resource_centre/templatetags/`, where Django looks for them."""
