"""How people change a centre: proposals, what differs, merges, decisions, reports of problems, and their mail."""
