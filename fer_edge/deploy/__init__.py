"""Living on a device: what it has and lacks, the service that runs there, and the files it needs."""
