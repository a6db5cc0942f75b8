"""The sheet that tells the people in front of a camera what is read from their faces, and whom to ask."""
