"""Reports by which a centre is steered: what waits, what ages, what is missing. Tables first, small bars beside."""
