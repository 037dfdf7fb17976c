"""Figures that the project promises: `make bench`. Each module measures one subject; `measures` prints and stores."""
