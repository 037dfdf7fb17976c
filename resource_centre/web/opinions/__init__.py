"""The private pages of an expert who was asked for an opinion."""
