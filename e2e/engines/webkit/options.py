"""What a context can be asked for, as arguments and environment of a MiniBrowser."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from e2e.engines.webkit import language
from e2e.engines.webkit.window import Size

_FLAGS = {"user_agent": "--user-agent=", "timezone_id": "--time-zone="}
_MEDIA = ("color_scheme", "reduced_motion", "contrast")
_READ_HERE = {
    "base_url", "viewport", "locale", "device_scale_factor", "extra_http_headers", "java_script_enabled",
    "ignore_https_errors", *_FLAGS, *_MEDIA,
}  # fmt: skip
# WebKitGTK films nothing, which the header of a run with --video says; the run goes on without.
_LEFT_OUT = {"record_video_dir", "record_video_size"}


@dataclass(frozen=True)
class Options:
    """The options of a context that can be had here, as Playwright names them."""

    given: Mapping[str, Any]

    def __post_init__(self) -> None:
        """Refuse the others.

        Raises:
            NotImplementedError: one of them is asked for.

        """
        unknown = [name for name, value in self.given.items() if value and name not in _READ_HERE | _LEFT_OUT]
        if unknown:
            raise NotImplementedError(f"WebKitGTK's bridge has no option {', '.join(unknown)}")

    @property
    def base_url(self) -> str:
        """What addresses are relative to."""
        return self.given.get("base_url") or ""

    @property
    def size(self) -> Size:
        """The viewport."""
        return Size(**self.given.get("viewport") or {"width": 1280, "height": 720})

    @property
    def headers(self) -> dict[str, str]:
        """What goes with every request."""
        spoken = self.given.get("locale")
        accepted = {"Accept-Language": spoken} if spoken else {}
        return accepted | dict(self.given.get("extra_http_headers") or {})

    @property
    def media(self) -> dict[str, Any]:
        """What the style sheets are told."""
        return {name: self.given[name] for name in _MEDIA if self.given.get(name)}

    def arguments(self) -> list[str]:
        """Return MiniBrowser's arguments."""
        flags = [flag + self.given[name] for name, flag in _FLAGS.items() if self.given.get(name)]
        # Without its markup, no script of a page is found; those of Playwright still run.
        without_scripts = ["--enable-javascript-markup=false"] * (self.given.get("java_script_enabled") is False)
        return [*flags, *without_scripts, *["--ignore-tls-errors"] * bool(self.given.get("ignore_https_errors"))]

    def environment(self) -> dict[str, str]:
        """Return MiniBrowser's environment variables."""
        scale = {"GDK_SCALE": str(int(self.given.get("device_scale_factor") or 1))}
        return scale | language.environment(self.given.get("locale") or "en-US")
