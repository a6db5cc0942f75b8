from fer_edge.deploy.bundle.contents import tell_passwords


def test_a_password_in_a_configuration_is_told_without_being_said():
    told = []
    tell_passwords(("rtsp://anna:geheim@cam/1", "mqtts://pi:streng@host:8883/topic"), told.append)
    assert len(told) == 2 and "anna@cam/1" in told[0] and "pi@host" in told[1] and "FER_EDGE_MQTT_PASSWORD" in told[1]
    assert not [text for text in told if "geheim" in text or "streng" in text]


def test_where_there_is_none_nothing_is_told():
    told = []
    tell_passwords(("rtsp://cam/1", "mqtt://pi@host/topic", None, "clip.mp4", "-", "rtsp://anna:1/2@cam"), told.append)
    assert told == []
