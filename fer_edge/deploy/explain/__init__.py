"""What happened while nobody looked: a journal, told in plain sentences."""
