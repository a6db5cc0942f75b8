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
            from fer_edge.runtime.sinks.web.serving import serve
        except ImportError as error:
            raise MissingError(f"--web needs {error.name}: pip install 'fer-edge[web]'") from error
        from fer_edge.runtime.sinks.web.pictures import PictureStream
        from fer_edge.runtime.sinks.web.recent import RecentExpressions

        self._recent = RecentExpressions(len(labels))
        self.pictures = pictures = PictureStream(labels)
        self._server, self.port = serve(
            address,
            token,
            pictures,
            lambda policy, sender: build_app(policy, pictures, self._recent, status, sender, notice),
            report,
            patience,
        )

    def write(self, frame: Frame, faces: list[Face]) -> None:
        """Keep the newest frame and count its faces; pictures are made elsewhere, and only while someone looks."""
        self.pictures.put(frame, faces)
        self._recent.add(faces)

    def close(self) -> None:
        """Send every viewer home and stop; safe to call twice."""
        self._server.close()
