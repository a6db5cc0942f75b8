"""Which source is meant: a camera, a stream, a recording or standard input."""

from pathlib import Path
from urllib.parse import urlsplit

from fer_edge.errors import UsageError
from fer_edge.runtime.settings import SourceSettings
from fer_edge.runtime.types import FrameSource, Report


def open_source(settings: SourceSettings, report: Report) -> FrameSource:
    """Open the source that is asked for. report: is told when a live source is lost and when it is back.

    Raises MissingError when it is not there, UsageError when it cannot be meant.
    """
    if settings.source is None:
        return _open_camera(settings, report)
    if not settings.source:  # As a path it would mean the present folder.
        raise UsageError('--source is empty: expected a video, an image, a folder, an address or "-"')
    if settings.source == "-":
        from fer_edge.runtime.sources.raw import open_raw

        return open_raw(settings.size, settings.fps)
    if "://" in settings.source:
        return _open_address(settings.source, settings, report)
    from fer_edge.runtime.sources.files import open_files

    return open_files(Path(settings.source), report)


def check_source(settings: SourceSettings) -> bool:
    """Whether still pictures are meant. Raises UsageError when an option has no meaning for what is named."""
    address = settings.source is not None and "://" in settings.source
    file = settings.source not in (None, "", "-") and not address
    if file and settings.fps:
        raise UsageError(
            f"--fps {settings.fps:g}: of a file every frame is read; it is for cameras, streams and raw frames"
        )
    if (file or address) and settings.size:
        width, height = settings.size
        raise UsageError(
            f"--size {width}x{height}: {settings.source if file else 'a stream'} has a size of its own; leave it out"
        )
    from fer_edge.runtime.stills.source import names_pictures

    pictures = file and names_pictures(Path(str(settings.source)))
    if settings.whole and not pictures:
        raise UsageError("--whole is for still pictures: name an image or a folder of images with --source")
    return pictures


def _open_camera(settings: SourceSettings, report: Report) -> FrameSource:
    from fer_edge.runtime.sources.live import LiveSettings

    camera = (settings.camera or "0").strip()
    live = LiveSettings(frozen=0.0) if settings.still else LiveSettings()
    if camera == "csi":
        from fer_edge.runtime.sources.picamera import open_csi

        return open_csi(report, settings.size, settings.fps, live)
    if camera.isdecimal() or camera.startswith("/dev/"):
        from fer_edge.runtime.sources.camera import open_camera

        return open_camera(camera, report, settings.size, settings.fps, live)
    if ":/" in camera:
        raise UsageError(f"--camera {camera}: a camera of the network is a --source")
    raise UsageError(f"--camera {camera}: expected an index such as 0, a device such as /dev/video0, or csi")


def _open_address(url: str, settings: SourceSettings, report: Report) -> FrameSource:
    from fer_edge.runtime.sources.http.request import kind_of
    from fer_edge.runtime.sources.live import LiveSettings
    from fer_edge.runtime.sources.stream import SCHEMES, open_recording, open_stream, shown, with_password

    if not url.startswith(SCHEMES):
        raise UsageError(f"--source {url.partition(':')[0]}://...: expected {', '.join(SCHEMES)}, or a path")
    url = with_password(url)
    try:
        urlsplit(url)
    except ValueError as error:
        raise UsageError(f"--source {url.partition(':')[0]}://...: no address ({error})") from error
    if not url.startswith("http"):
        return open_stream(url, report, LiveSettings(frozen=0.0) if settings.still else LiveSettings())
    kind = kind_of(url)
    if kind == "picture":
        from fer_edge.runtime.sources.http.snapshot import open_snapshots

        return open_snapshots(url, shown(url), report, settings.fps)
    if kind == "recording":
        if settings.fps:
            raise UsageError(f"--fps {settings.fps:g}: {shown(url)} is a recording, of which every frame is read")
        return open_recording(url, report)
    # An HTTP server may send one JPEG again and again by design; what comes by RTSP has a sensor behind it.
    return open_stream(url, report, LiveSettings(frozen=0.0))
