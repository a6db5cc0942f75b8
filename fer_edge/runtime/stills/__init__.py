"""Still pictures: each is read by itself, whatever lies beside it."""
