"""The model as files: the card it carries, and where models lie."""
