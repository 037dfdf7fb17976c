"""How people change a centre: what they propose, how it meets what others have changed since."""
