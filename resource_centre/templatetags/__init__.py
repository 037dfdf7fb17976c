"""Where Django looks for tag libraries: at the root of an app. They are written in web/templatetags/."""
