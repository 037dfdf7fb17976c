"""Files of a proposal: checked, kept out of sight, published when it is accepted, deleted when it is not."""
