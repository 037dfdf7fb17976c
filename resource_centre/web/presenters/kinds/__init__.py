"""What each kind of resource adds to its page, one module a kind; `registry` says who presents what."""
