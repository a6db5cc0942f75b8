"""What is wrong with a data set: blank faces, copies, near copies, faces that two splits share, contradicted labels."""
