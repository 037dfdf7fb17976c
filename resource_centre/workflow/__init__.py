"""How the work of editors is kept short and true: what is checked, when pages are read again, who decides."""
