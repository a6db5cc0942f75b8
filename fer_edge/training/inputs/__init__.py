"""What an epoch shows a network and what it is to predict: batches, random views, targets."""
