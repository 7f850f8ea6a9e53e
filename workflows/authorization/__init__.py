"""Who may do what: rights and sight of each role, as data, and the policy that applies them."""
