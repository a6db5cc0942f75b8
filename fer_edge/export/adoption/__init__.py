"""A classifier made elsewhere becomes a model like ours: its preprocessing in the graph, a card, proof."""
