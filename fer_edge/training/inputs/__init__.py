"""What an epoch shows a network and what it is to answer: batches, random views, targets."""
