"""The live page: what the camera sees, for any browser that is allowed to look."""

from fer_edge.errors import MissingError
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Face, Frame, Report


class WebPage:
    """Serve the page from a thread of its own until `close`.

    address: [HOST:]PORT; without a host only this machine can look. token: what a viewer has to know; None makes a
    new one where others can reach the page. labels: names of the probabilities. patience: seconds after which a
    viewer that does not read is let go. notice: who is responsible and whom to ask. pictures: what viewers are shown.
    Raises UsageError, and MissingError without the extra `web`.
    """

    name = "web"

    def __init__(
        self,
        address: str,
        token: str | None,
        labels: tuple[str, ...],
        status: Status,
        report: Report,
        patience: float = 10.0,
        notice: str | None = None,
    ) -> None:
        try:
            from fer_edge.runtime.sinks.web.app import build_app
            from fer_edge.runtime.sinks.web.server import WebServer
        except ImportError as error:
            raise MissingError(f"--web needs {error.name}: pip install 'fer-edge[web]'") from error
        from fer_edge.runtime.sinks.web.listening import listen
        from fer_edge.runtime.sinks.web.pictures import PictureStream
        from fer_edge.runtime.sinks.web.policy import AccessPolicy, address_with, check_token, make_token
        from fer_edge.runtime.sinks.web.recent import RecentExpressions

        check_token(token)
        place, given = listen(address), token is not None
        if token is None and not place.loopback:
            token = make_token()
        self._recent = RecentExpressions(len(labels))
        self.pictures = PictureStream(labels)
        policy = AccessPolicy(token=token, loopback=place.loopback, port=place.port)
        self._server = WebServer(place.socket, self.pictures, report)
        app = build_app(policy, self.pictures, self._recent, status, self._server.sender(patience), notice)
        self._server.start(app)
        self.port = place.port
        report(address_with(token, place.url, "watch at", given=given) if token else f"watch at {place.url}")

    def write(self, frame: Frame, faces: list[Face]) -> None:
        """Keep the newest frame and count its faces; pictures are made elsewhere, and only while someone looks."""
        self.pictures.put(frame, faces)
        self._recent.add(faces)

    def close(self) -> None:
        """Send every viewer home and stop; safe to call twice."""
        self._server.close()
