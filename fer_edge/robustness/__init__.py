"""How a model bears what every camera brings: the shifts, and its figures under each of them."""
