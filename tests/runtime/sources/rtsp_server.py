"""An RTSP server for tests, for the system's Python: rtsp_server.py PORT. Says "ready" once it listens.

/ball moves, /circular is a pattern that stands still.

Needs Debian's gir1.2-gst-rtsp-server-1.0, python3-gi, gstreamer1.0-plugins-base and gstreamer1.0-plugins-good.
"""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

# Without I420 the payloader refuses, and opening waits 20 s.
PICTURES = (
    "( videotestsrc is-live=true pattern=PATTERN ! video/x-raw,format=I420,width=160,height=120,framerate=25/1"
    " ! jpegenc ! rtpjpegpay name=pay0 )"
)

Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_service(sys.argv[1])
for pattern in ("ball", "circular"):
    factory = GstRtspServer.RTSPMediaFactory()
    factory.set_launch(PICTURES.replace("PATTERN", pattern))
    factory.set_shared(True)
    server.get_mount_points().add_factory(f"/{pattern}", factory)
if not server.attach(None):
    sys.exit("cannot listen")
print("ready", flush=True)
GLib.MainLoop().run()
