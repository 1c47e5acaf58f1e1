"""What was asked for on the command line, and the environment that the settings read from it."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for on the command line."""

    store: Path
    host: str
    port: int
    events_port: int
    public: str
    demo: bool
    speed: str


def environment_of(wanted: Wanted) -> dict[str, str]:
    """What the settings read."""
    names = {"127.0.0.1", "localhost", "[::1]", wanted.host.strip("[]")}
    if wanted.public:
        names.add(wanted.public.split("//", 1)[-1].split(":")[0].split("/")[0])
    if wanted.host in ("0.0.0.0", "::"):  # noqa: S104
        # Listening everywhere is an explicit choice; the addresses people will use are not known here.
        names = {"*"}
    return {
        "DJANGO_SETTINGS_MODULE": "gongzhi_web.settings",
        "GONGZHI_STORE": str(wanted.store),
        "GONGZHI_HOSTS": ",".join(sorted(names)),
        "GONGZHI_PAGES_PORT": str(wanted.port),
        "GONGZHI_EVENTS_PORT": str(wanted.events_port),
        "GONGZHI_PUBLIC": wanted.public,
    }
