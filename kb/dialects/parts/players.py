"""Knows the hosts that videos are kept with: how their players are named, addressed and written in templates.

Nothing is loaded from them; a page shows a link to what a visitor would watch there.
"""

from __future__ import annotations

import re
from html import escape
from urllib.parse import parse_qs, quote, urlsplit

from kb.dialects.parts.boxes import literal
from kb.dialects.parts.written_values import Values

VIDEO_SUFFIXES = (".mp4", ".webm", ".ogv", ".mov", ".m4v")
AUDIO_SUFFIXES = (".mp3", ".ogg", ".wav", ".m4a")
_WATCH = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "loom": "https://www.loom.com/share/{}",
    "aparat": "https://www.aparat.com/v/{}",
    "wistia": "https://fast.wistia.net/embed/iframe/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
    "bilibili": "https://www.bilibili.com/video/{}",
    "rutube": "https://rutube.ru/video/{}/",
    "vidyard": "https://share.vidyard.com/watch/{}",
    "asciinema": "https://asciinema.org/a/{}",
}
_HOSTS = {
    "youtube.com": "YouTube",
    "youtube-nocookie.com": "YouTube",
    "youtu.be": "YouTube",
    "vimeo.com": "Vimeo",
    "loom.com": "Loom",
    "aparat.com": "Aparat",
    "wistia.com": "Wistia",
    "wistia.net": "Wistia",
    "dailymotion.com": "Dailymotion",
    "dai.ly": "Dailymotion",
    "bilibili.com": "Bilibili",
    "rutube.ru": "Rutube",
    "vk.com": "VK",
    "vkvideo.ru": "VK",
    "vidyard.com": "Vidyard",
    "asciinema.org": "asciinema",
    "streamable.com": "Streamable",
    "twitch.tv": "Twitch",
    "drive.google.com": "Google Drive",
    "sharepoint.com": "SharePoint",
    "microsoftstream.com": "Microsoft Stream",
    "brightcove.net": "Brightcove",
    "vidyard.net": "Vidyard",
    "synthesia.io": "Synthesia",
    "arcade.software": "Arcade",
    "guidde.com": "Guidde",
    "scribehow.com": "Scribe",
    "supademo.com": "Supademo",
    "namasha.com": "Namasha",
    "soundcloud.com": "SoundCloud",
    "spotify.com": "Spotify",
}
_EMBEDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?:^|\.)youtube(?:-nocookie)?\.com/(?:embed|v|shorts|live)/([\w-]+)"), "youtube"),
    (re.compile(r"(?:^|\.)youtu\.be/([\w-]+)"), "youtube"),
    (re.compile(r"player\.vimeo\.com/video/(\w+)"), "vimeo"),
    (re.compile(r"(?:^|\.)loom\.com/embed/(\w+)"), "loom"),
    (re.compile(r"(?:^|\.)aparat\.com/video/video/embed/videohash/(\w+)"), "aparat"),
    (re.compile(r"(?:^|\.)dailymotion\.com/embed/video/(\w+)"), "dailymotion"),
    (re.compile(r"(?:^|\.)rutube\.ru/(?:play/)?embed/(\w+)"), "rutube"),
    (re.compile(r"play\.vidyard\.com/(\w+)"), "vidyard"),
)
_NAMES = re.compile(r"youtube|vimeo|loom|aparat|wistia|dailymotion|bilibili|rutube|vidyard|asciinema")
_GENERAL = frozenset(
    {"video", "videoplayer", "reactplayer", "player", "videoembed", "embedvideo", "embed", "htmlvideo", "videohtml"}
    | {"responsivevideo", "videojs", "html5video", "localvideo", "videoclip", "iframe", "audio", "plyr", "videoblock"}
)
_IDS = ("id", "videoid", "video_id", "video-id", "youtubeid", "youtube_id", "vid", "code", "hash", "video")
_ADDRESSES = ("url", "src", "href", "source", "link", "file", "path", "mp4", "webm", "content")
_ID = re.compile(r"[\w-]{1,64}")


def is_player(name: str) -> bool:
    """Whether a component or tag of that name (in lower case, without hyphens) shows a video."""
    return name in _GENERAL or bool(_NAMES.search(name)) or name.endswith(("video", "videoplayer"))


def player(name: str, values: Values, words: list[str]) -> str:
    """HTML for a component or tag that shows a video; a frame without an address where none can be told."""
    address = next((values[key] for key in _ADDRESSES if values.get(key)), "")
    id_ = next((values[key] for key in _IDS if values.get(key)), "")
    first, *rest = [*words, ""]
    host = _NAMES.search(
        f"{name} {values.get('provider', '')} {values.get('type', '')} {values.get('host', '')}".lower()
    )
    if not address and not id_:
        address, id_ = (first, "") if re.search(r"[/.]", first) else ("", first)
    if not address and id_:
        if re.search(r"[/.]", id_):
            address = id_
        elif host and _ID.fullmatch(id_):
            address = _WATCH[host[0]].format(id_)
    title = next((values[key] for key in ("title", "caption", "alt", "label", "name") if values.get(key)), "")
    title = title or next((word for word in rest if " " in word), "")
    if name == "embed" and address and not host_of(address)[1] and not file_kind(address):
        return link_line(address, title)  # of GitBook: it may be anything
    source = f' src="{escape(address)}"' if address else f' data-name="{escape(name)}"'
    return f'<iframe{source} title="{escape(title)}"></iframe>\n'


def link_line(address: str, title: str = "") -> str:
    """A link as a line of Markdown."""
    address = quote(address, safe="/:?#[]@!$&'()*+,;=%~")
    return f"[{literal(title)}](<{address}>)\n" if title or ":" not in address else f"<{address}>\n"


def watch_address(address: str) -> str:
    """The page of a video, given the address of its player."""
    parts = _parts(address)
    if parts is None:
        return address
    place = parts[0] + parts[1]
    for pattern, host in _EMBEDS:
        if (match := pattern.search(place)) and match[1] != "videoseries":
            start, key = (next(iter(parts[2].get(name, [])), "") for name in ("start", "h"))
            more = f"&t={start}" if host == "youtube" and start.isdecimal() else ""
            more = (
                f"/{key}" if host == "vimeo" and _ID.fullmatch(key) else more
            )  # without it an unlisted one is refused
            return _WATCH[host].format(match[1]) + more
    return f"https:{address}" if address.startswith("//") else address


def host_of(address: str) -> tuple[str, bool]:
    """Who keeps a video, as people call them, and whether we know them; empty for a file of the collection."""
    parts = _parts(address)
    if parts is None or not parts[0]:
        return "", False
    host = parts[0].removeprefix("www.")
    labels = host.split(".")
    for start in range(len(labels) - 1):
        if known := _HOSTS.get(".".join(labels[start:])):
            return known, True
    return host, False


def is_video_page(address: str) -> bool:
    """Whether an address that stands as a picture is one of a video on a known host."""
    return host_of(address)[1] and not re.search(r"\.(?:png|jpe?g|gif|webp|svg|avif)(?:$|\?)", address, re.IGNORECASE)


def file_kind(address: str) -> str:
    """``video``, ``audio`` or nothing, by the ending of a file's name."""
    parts = _parts(address)
    path = parts[1].lower() if parts else ""
    if path.endswith(VIDEO_SUFFIXES):
        return "video"
    return "audio" if path.endswith(AUDIO_SUFFIXES) else ""


def _parts(address: str) -> tuple[str, str, dict[str, list[str]]] | None:
    """Host, path and query of an address; None for one that is none."""
    try:
        parts = urlsplit(address)
        return (parts.hostname or "").lower(), parts.path, parse_qs(parts.query, max_num_fields=50)
    except ValueError:
        return None
