"""How a change is approved: the steps of a review, the queue, opinions from outside, the review clock."""
