"""How many steps gradient descent needs, and what else the post asked for: bounds that are decided exactly."""
