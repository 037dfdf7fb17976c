"""View models: frozen values that templates print. All queries and all decisions are made here."""
