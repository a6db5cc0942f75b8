"""All that one device needs, in one archive: the wheels, the model, its configuration and how they are installed."""
