"""What a run tells an MQTT broker."""
